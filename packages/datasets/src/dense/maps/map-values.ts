import { FormatError } from '@ftn/errors';
import { IGNORED } from '../dense-sample.js';
import type { MapFile } from './map-file.js';

/** Half the scale of a picture's bytes: what counts as an edge. */
const HALF = 128;

/** No room is deeper; a depth map beyond it is in other units. */
const MAX_METRES = 100;

/** Shorter vectors than this are what compression leaves of "unknown". */
const SHORTEST_NORMAL = 0.5;

/** 0 and 1 (or 0 and 255 in a picture); 255 in an array is ignored. */
export function toEdge(data: ArrayLike<number>, picture: boolean, file: string): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let p = 0; p < out.length; p++) {
    const value = data[p]!;
    if (picture) out[p] = value >= HALF || value === 1 ? 1 : 0;
    else if (value === 0 || value === 1 || value === IGNORED) out[p] = value;
    else throw strange('the edge map holds a number that is none of 0, 1 and 255', file, p, value);
  }
  return out;
}

/** Whole numbers of a class, and 255 for ignored; refused where one is of no class or every pixel would be ignored. */
export function toLabels(
  data: ArrayLike<number>,
  { zeroIsUnlabelled = false, classes = IGNORED }: Pick<MapFile, 'zeroIsUnlabelled' | 'classes'>,
  file: string,
): Uint8Array {
  const last = zeroIsUnlabelled ? classes : classes - 1;
  const out = new Uint8Array(data.length);
  let labelled = false;
  for (let p = 0; p < out.length; p++) {
    const value = data[p]!;
    if (!(Number.isInteger(value) && value >= 0 && (value <= last || value === IGNORED))) {
      const hint = `Classes are 0 to ${last}, and 255 is ignored; correct the map.`;
      throw strange('the label map holds a number that is no class', file, p, value, hint);
    }
    out[p] = zeroIsUnlabelled && value !== IGNORED ? (value + IGNORED) % (IGNORED + 1) : value;
    if (out[p] !== IGNORED) labelled = true;
  }
  if (!labelled) {
    throw new FormatError('every pixel of the label map is ignored', {
      file,
      expected: 'at least one labelled pixel',
      hint: 'Leave this sample out of the list.',
    });
  }
  return out;
}

/** Unit vectors; bytes stand for 2x / 255 − 1, and what is too short for a direction is unknown (0, 0, 0). */
export function toNormals(data: ArrayLike<number>, picture: boolean, file: string): Float32Array {
  const out = new Float32Array(data.length);
  let known = false;
  for (let k = 0; k < data.length; k += 3) {
    const x = picture ? (2 * data[k]!) / 255 - 1 : data[k]!;
    const y = picture ? (2 * data[k + 1]!) / 255 - 1 : data[k + 1]!;
    const z = picture ? (2 * data[k + 2]!) / 255 - 1 : data[k + 2]!;
    const length = Math.sqrt(x * x + y * y + z * z);
    if (!Number.isFinite(length))
      throw strange('the normals hold a number that is not finite', file, k / 3, length);
    if (length < SHORTEST_NORMAL) continue;
    out[k] = x / length;
    out[k + 1] = y / length;
    out[k + 2] = z / length;
    known = true;
  }
  if (!known) throw unknownEverywhere('normal', file);
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
        'the depth map holds a number that is not finite',
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
  if (largest === 0) throw unknownEverywhere('depth', file);
  return out;
}

/** There would be nothing to learn from and nothing to measure. */
function unknownEverywhere(what: string, file: string): FormatError {
  return new FormatError(`no pixel has a known ${what}`, {
    file,
    expected: 'at least one known pixel',
    hint: 'Leave this sample out of the list.',
  });
}

function strange(
  problem: string,
  file: string,
  pixel: number,
  value: number,
  hint = 'Get the file again.',
): FormatError {
  return new FormatError(`${problem} (pixel ${pixel})`, { file, got: String(value), hint });
}
