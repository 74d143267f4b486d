import { MismatchError } from '@ftn/errors';
import { type Rgb, viridis } from '../matrix/color-map.js';
import type { RgbImage } from './png-parts.js';

/** Width and height of a map in pixels. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels that have no value: labels to ignore, depths that were not measured. */
const NOTHING: Rgb = [232, 230, 226];

/** Colours of labels by their number, where their owner chose some. */
export type LabelColors = readonly (Rgb | null)[];

/**
 * The colour of a class by its number, 0 to 255: its own where it has one; else black for 0, then colours that differ as much
 * as can be early on (the map of PASCAL VOC: bits of the number spread over the high bits of red, green and blue).
 */
export function labelColor(label: number, own: LabelColors = []): Rgb {
  const chosen = own[label];
  if (chosen) return chosen;
  const color = [0, 0, 0];
  for (let bit = 0; bit < 8; bit++) {
    for (let c = 0; c < 3; c++) color[c]! |= ((label >> (3 * bit + c)) & 1) << (7 - bit);
  }
  return [color[0]!, color[1]!, color[2]!];
}

/**
 * A map of class numbers, height × width row by row, in colours; `ignore` (255 by default) stays pale.
 * @throws MismatchError where the number of labels is not height × width
 */
export function colorLabels(
  labels: ArrayLike<number>,
  size: MapSize & { readonly ignore?: number; readonly colors?: LabelColors | undefined },
): RgbImage {
  const { ignore = 255, colors } = size;
  return paint(labels.length, size, (i) => (labels[i] === ignore ? NOTHING : labelColor(labels[i]!, colors)));
}

/** The least and the largest finite value above zero; what is not measured is 0 or not finite. */
export function measuredRange(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || value <= 0) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/**
 * A map of depths, height × width row by row, in viridis from the near end of `range` to the far one; default the
 * map's own. Pixels that are 0 or not finite, which is how depth that was not measured is stored, stay pale.
 * @throws MismatchError where the number of depths is not height × width
 */
export function colorDepth(
  depths: ArrayLike<number>,
  size: MapSize & { readonly range?: readonly [low: number, high: number] },
): RgbImage {
  const [low, high] = size.range ?? measuredRange(depths);
  const span = high > low ? high - low : 1;
  return paint(depths.length, size, (i) => {
    const depth = depths[i]!;
    return Number.isFinite(depth) && depth > 0 ? viridis((depth - low) / span) : NOTHING;
  });
}

/**
 * A map of edges, height × width row by row, black where the value is 1 and white where it is 0; values above 1, which
 * is how pixels to ignore are stored, stay pale.
 * @throws MismatchError where the number of values is not height × width
 */
export function colorEdges(edges: ArrayLike<number>, size: MapSize): RgbImage {
  return paint(edges.length, size, (i) => {
    const edge = edges[i]!;
    if (!(edge <= 1)) return NOTHING;
    const grey = Math.round(255 * (1 - Math.max(0, edge)));
    return [grey, grey, grey];
  });
}

/**
 * Surface normals, height × width × 3, as colours: 255·(n + 1)/2 of each component; the zero vector, which is how
 * a missing normal is stored, stays pale.
 * @throws MismatchError where the number of components is not height × width × 3
 */
export function colorNormals(normals: ArrayLike<number>, size: MapSize): RgbImage {
  return paint(normals.length / 3, size, (i) => {
    const [x, y, z] = [normals[3 * i]!, normals[3 * i + 1]!, normals[3 * i + 2]!];
    if (x === 0 && y === 0 && z === 0) return NOTHING;
    const byte = (n: number) => Math.round((255 * (Math.min(1, Math.max(-1, n)) + 1)) / 2);
    return [byte(x), byte(y), byte(z)];
  });
}

function paint(pixels: number, { width, height }: MapSize, colorOf: (pixel: number) => Rgb): RgbImage {
  if (pixels !== width * height) {
    throw new MismatchError('the map does not match the given size', {
      expected: `${height} × ${width} pixels`,
      got: String(pixels),
    });
  }
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) rgb.set(colorOf(i), i * 3);
  return { width, height, rgb };
}
