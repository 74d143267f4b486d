import type { Pixels } from '../pixels/pixels.js';
import { grayscale } from '../transforms/geometry.js';

/**
 * Goes from one byte to another by a factor, and past it where the factor is above 1, as Pillow's ImageEnhance:
 * from + factor · (to − from) in single precision, cut to whole numbers from 0 to 255.
 */
function blended(from: number, to: number, factor: number): number {
  const value = Math.fround(from + Math.fround(factor * (to - from)));
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

/** An image on the way from another, whose bytes `from` gives by their place. */
function blend(image: Pixels, from: (k: number) => number, factor: number): Pixels {
  if (factor === 1) return image;
  const rounded = Math.fround(factor);
  return { ...image, data: image.data.map((to, k) => blended(from(k), to, rounded)) };
}

/** Brighter above 1, black at 0. */
export const adjustBrightness = (image: Pixels, factor: number): Pixels => blend(image, () => 0, factor);

/** More contrast above 1, the mean lightness everywhere at 0. */
export function adjustContrast(image: Pixels, factor: number): Pixels {
  const { data } = grayscale(image);
  let sum = 0;
  for (let k = 0; k < data.length; k += 3) sum += data[k]!;
  const mean = Math.floor(sum / (data.length / 3) + 0.5);
  return blend(image, () => mean, factor);
}

/** More colour above 1, none at 0. */
export function adjustSaturation(image: Pixels, factor: number): Pixels {
  const { data } = grayscale(image);
  return blend(image, (k) => data[k]!, factor);
}

/** The mean of each pixel, five times, and the eight around it; pixels at the edge stay. */
function smooth({ data, width, height }: Pixels): Uint8Array {
  const out = data.slice();
  const row = width * 3;
  for (let y = 1; y < height - 1; y++) {
    for (let k = y * row + 3; k < (y + 1) * row - 3; k++) {
      let sum = 4 * data[k]!;
      for (const line of [k - row, k, k + row]) sum += data[line - 3]! + data[line]! + data[line + 3]!;
      out[k] = Math.floor(sum / 13 + 0.5);
    }
  }
  return out;
}

/** Sharper above 1, smoothed at 0. */
export function adjustSharpness(image: Pixels, factor: number): Pixels {
  const smoothed = smooth(image);
  return blend(image, (k) => smoothed[k]!, factor);
}
