import { FormatError } from '@ftn/errors';
import { IGNORED } from '../dense-sample.js';
import type { MapFile } from './map-file.js';

/** Half the scale of a picture's bytes: what counts as an edge among grey values. */
const HALF = 128;

/** No room is deeper; a depth map beyond it is in other units. */
const MAX_METRES = 100;

/** Shorter vectors than this are what compression leaves of "unknown". */
const SHORTEST_NORMAL = 0.5;

/** Longer vectors are no directions: bytes that were stored as floats, or another map. */
const LONGEST_NORMAL = 2;

/** A map's numbers and whether they are bytes, which encode numbers on another scale. */
export interface Numbers {
  readonly data: ArrayLike<number>;
  readonly bytes: boolean;
}

/**
 * 1 on an edge, 0 off it, 255 ignored. The coding is read off the numbers, whatever file they are in: 0 and 1, where 255 is
 * ignored; 0 and 255 without a 1, where 255 is an edge; among other bytes, 128 and above.
 */
export function toEdge({ data, bytes }: Numbers, file: string): Uint8Array {
  let [ones, others] = [false, -1];
  for (let p = 0; p < data.length && others < 0; p++) {
    const value = data[p]!;
    if (value === 1) ones = true;
    else if (value !== 0 && value !== IGNORED) others = p;
  }
  if (others >= 0 && !bytes) {
    throw strange('the edge map holds a number other than 0, 1 and 255', file, others, data[others]!);
  }
  const out = new Uint8Array(data.length);
  for (let p = 0; p < out.length; p++) {
    const value = data[p]!;
    if (others >= 0) out[p] = value >= HALF ? 1 : 0;
    else if (value === IGNORED) out[p] = ones ? IGNORED : 1;
    else out[p] = value;
  }
  return out;
}

/** Whole numbers of a class, and 255 for ignored; refused where one is of no class. */
export function toLabels(
  data: ArrayLike<number>,
  { zeroIsUnlabelled = false, classes = IGNORED }: Pick<MapFile, 'zeroIsUnlabelled' | 'classes'>,
  file: string,
): Uint8Array {
  const last = zeroIsUnlabelled ? classes : classes - 1;
  const out = new Uint8Array(data.length);
  for (let p = 0; p < out.length; p++) {
    const value = data[p]!;
    if (!(Number.isInteger(value) && value >= 0 && (value <= last || value === IGNORED))) {
      const hint = `Classes are 0 to ${last}, and 255 is ignored; correct the map.`;
      throw strange('the label map holds a number that is not a class', file, p, value, hint);
    }
    out[p] = zeroIsUnlabelled && value !== IGNORED ? (value + IGNORED) % (IGNORED + 1) : value;
  }
  return out;
}

/** Unit vectors; bytes stand for 2x / 255 − 1, vectors too short for a direction are unknown (0, 0, 0). */
export function toNormals({ data, bytes }: Numbers, file: string): Float32Array {
  const out = new Float32Array(data.length);
  for (let k = 0; k < data.length; k += 3) {
    const x = bytes ? (2 * data[k]!) / 255 - 1 : data[k]!;
    const y = bytes ? (2 * data[k + 1]!) / 255 - 1 : data[k + 1]!;
    const z = bytes ? (2 * data[k + 2]!) / 255 - 1 : data[k + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (!Number.isFinite(length)) throw strange('the normals hold a non-finite number', file, k / 3, length);
    if (length > LONGEST_NORMAL) {
      const hint = 'Store vectors of length 1, or bytes that stand for 2x / 255 − 1.';
      throw strange('the normals hold a vector too long for a unit vector', file, k / 3, length, hint);
    }
    if (length < SHORTEST_NORMAL) continue;
    out[k] = x / length;
    out[k + 1] = y / length;
    out[k + 2] = z / length;
  }
  return out;
}

/** Metres, 0 where unknown; refused where they are not finite, negative or in other units. */
export function toDepth(data: ArrayLike<number>, file: string): Float32Array {
  const out = new Float32Array(data.length);
  let largest = 0;
  for (let p = 0; p < out.length; p++) {
    const value = data[p]!;
    if (!Number.isFinite(value)) {
      throw strange(
        'the depth map holds a non-finite number',
        file,
        p,
        value,
        'Store 0 where depth is unknown.',
      );
    }
    if (value < 0) throw strange('the depth map holds a negative distance', file, p, value);
    if (value > largest) largest = value;
    out[p] = value;
  }
  if (largest > MAX_METRES) {
    throw new FormatError('the depth map is not in metres', {
      file,
      expected: `at most ${MAX_METRES} m`,
      got: `up to ${largest}`,
      hint: largest > 400 ? 'These look like millimetres: divide them by 1000.' : 'Store metres.',
    });
  }
  return out;
}

function strange(
  problem: string,
  file: string,
  pixel: number,
  value: number,
  hint = 'Download the file again.',
): FormatError {
  return new FormatError(`${problem} (pixel ${pixel})`, { file, got: String(value), hint });
}
