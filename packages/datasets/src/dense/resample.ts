import type { Plane } from './planes.js';

/** A map's size before and after. */
export interface Resizing {
  readonly height: number;
  readonly width: number;
  readonly toHeight: number;
  readonly toWidth: number;
}

/** For each output pixel of one axis: the two inputs it lies between and the second's weight. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Float64Array;
}

/** Half-pixel centres, no antialiasing, the border repeated: `align_corners=False` and OpenCV's INTER_LINEAR. */
function tapsOf(input: number, output: number): Taps {
  const first = new Int32Array(output);
  const second = new Int32Array(output);
  const weight = new Float64Array(output);
  for (let i = 0; i < output; i++) {
    const at = Math.min(Math.max(((i + 0.5) * input) / output - 0.5, 0), input - 1);
    first[i] = Math.floor(at);
    second[i] = Math.min(first[i]! + 1, input - 1);
    weight[i] = at - first[i]!;
  }
  return { first, second, weight };
}

/** Bilinear; of a map without unknown pixels. */
export function bilinear(data: Plane, channels: number, resizing: Resizing): Float32Array {
  const { height, width, toHeight, toWidth } = resizing;
  const [rows, columns] = [tapsOf(height, toHeight), tapsOf(width, toWidth)];
  const out = new Float32Array(toHeight * toWidth * channels);
  let k = 0;
  for (let y = 0; y < toHeight; y++) {
    const upper = rows.first[y]! * width;
    const lower = rows.second[y]! * width;
    const v = rows.weight[y]!;
    for (let x = 0; x < toWidth; x++) {
      const a = (upper + columns.first[x]!) * channels;
      const b = (upper + columns.second[x]!) * channels;
      const c = (lower + columns.first[x]!) * channels;
      const d = (lower + columns.second[x]!) * channels;
      const u = columns.weight[x]!;
      for (let i = 0; i < channels; i++, k++) {
        const above = data[a + i]! + (data[b + i]! - data[a + i]!) * u;
        const below = data[c + i]! + (data[d + i]! - data[c + i]!) * u;
        out[k] = above + (below - above) * v;
      }
    }
  }
  return out;
}

/**
 * Bilinear over the known pixels alone (`isKnown(k)` tells by index): unknown neighbours take no part, and where
 * the nearest pixel is unknown so is the result (0). Without unknown pixels it is `bilinear`.
 */
export function bilinearKnown(
  data: Float32Array,
  channels: 1 | 3,
  resizing: Resizing,
  isKnown: (pixel: number) => boolean,
): Float32Array {
  const { height, width, toHeight, toWidth } = resizing;
  const [rows, columns] = [tapsOf(height, toHeight), tapsOf(width, toWidth)];
  const out = new Float32Array(toHeight * toWidth * channels);
  const pixels = new Int32Array(4);
  const weights = new Float64Array(4);
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [u, v] = [columns.weight[x]!, rows.weight[y]!];
      pixels[0] = rows.first[y]! * width + columns.first[x]!;
      pixels[1] = rows.first[y]! * width + columns.second[x]!;
      pixels[2] = rows.second[y]! * width + columns.first[x]!;
      pixels[3] = rows.second[y]! * width + columns.second[x]!;
      weights[0] = (1 - u) * (1 - v);
      weights[1] = u * (1 - v);
      weights[2] = (1 - u) * v;
      weights[3] = u * v;
      if (!isKnown(pixels[(u >= 0.5 ? 1 : 0) + (v >= 0.5 ? 2 : 0)]!)) continue;
      const to = (y * toWidth + x) * channels;
      let total = 0;
      for (let i = 0; i < 4; i++) if (isKnown(pixels[i]!)) total += weights[i]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = 0; i < 4; i++)
          if (isKnown(pixels[i]!)) sum += weights[i]! * data[pixels[i]! * channels + c]!;
        out[to + c] = sum / total;
      }
    }
  }
  return out;
}

/** The pixel under each output pixel's centre: values are never mixed. */
export function nearest(data: Uint8Array, resizing: Resizing): Uint8Array {
  const { height, width, toHeight, toWidth } = resizing;
  const columns = Int32Array.from({ length: toWidth }, (_, x) => nearestOf(x, width, toWidth));
  const out = new Uint8Array(toHeight * toWidth);
  for (let y = 0; y < toHeight; y++) {
    const from = nearestOf(y, height, toHeight) * width;
    for (let x = 0; x < toWidth; x++) out[y * toWidth + x] = data[from + columns[x]!]!;
  }
  return out;
}

function nearestOf(i: number, input: number, output: number): number {
  return Math.min(Math.floor(((i + 0.5) * input) / output), input - 1);
}
