import type { Pixels } from '../pixels/pixels.js';

/** The byte that every byte of a channel becomes. */
type Table = (byte: number) => number;

/** Looks every byte up, channel by channel; a table is made of the histogram of its channel. */
function lookUp({ data, width, height }: Pixels, tableOf: (histogram: Uint32Array) => Table): Pixels {
  const out = new Uint8Array(data.length);
  for (let channel = 0; channel < 3; channel++) {
    const histogram = new Uint32Array(256);
    for (let k = channel; k < data.length; k += 3) histogram[data[k]!]! += 1;
    const table = Uint8ClampedArray.from({ length: 256 }, (_, byte) => Math.trunc(tableOf(histogram)(byte)));
    for (let k = channel; k < data.length; k += 3) out[k] = table[data[k]!]!;
  }
  return { data: out, width, height };
}

/** Keeps the highest bits of every byte. */
export const posterize = (image: Pixels, bits: number): Pixels =>
  lookUp(image, () => (byte) => byte & ~(2 ** (8 - bits) - 1));

/** Inverts bytes from a threshold up. */
export const solarize = (image: Pixels, threshold: number): Pixels =>
  lookUp(image, () => (byte) => (byte < threshold ? byte : 255 - byte));

/** Stretches every channel to 0 … 255 (Pillow's ImageOps.autocontrast). */
export const autoContrast = (image: Pixels): Pixels =>
  lookUp(image, (histogram) => {
    const low = histogram.findIndex((count) => count > 0);
    const high = histogram.findLastIndex((count) => count > 0);
    if (high <= low) return (byte) => byte;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return (byte) => byte * scale + offset;
  });

/** Gives every channel an even histogram (Pillow's ImageOps.equalize). */
export const equalize = (image: Pixels): Pixels =>
  lookUp(image, (histogram) => {
    const counts = histogram.filter((count) => count > 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const step = Math.floor((total - (counts.at(-1) ?? 0)) / 255);
    if (counts.length <= 1 || step === 0) return (byte) => byte;
    const below = new Float64Array(256);
    for (let byte = 1; byte < 256; byte++) below[byte] = below[byte - 1]! + histogram[byte - 1]!;
    return (byte) => Math.floor((Math.floor(step / 2) + below[byte]!) / step);
  });
