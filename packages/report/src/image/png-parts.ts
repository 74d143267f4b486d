import { MismatchError } from '@ftn/errors';
import { zlibSync } from 'fflate';
import { crc32 } from './crc32.js';

/** An 8-bit RGB image: height × width × 3 bytes, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** How the pixels of a PNG file are stored: bits of a number, and what the numbers of a pixel are. */
export interface PixelKind {
  readonly bits: 8 | 16;
  /** Grey 0, red, green and blue 2, an index into a palette 3. */
  readonly colour: 0 | 2 | 3;
}

const rgb8: PixelKind = { bits: 8, colour: 2 };

/**
 * Refuses what is no image.
 * @throws MismatchError when the number of bytes is not height × width × 3 or a side is not a positive integer.
 */
export function checkImage({ width, height, rgb }: RgbImage): void {
  const sides = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (sides && rgb.length === width * height * 3) return;
  throw new MismatchError('these bytes are not an RGB image', {
    expected: `${height} × ${width} × 3 bytes, both sides positive`,
    got: `${rgb.length} bytes`,
  });
}

/** The chunk that begins a PNG file: size and kind of its pixels. */
export function headerChunk(
  { width, height }: Pick<RgbImage, 'width' | 'height'>,
  { bits, colour }: PixelKind = rgb8,
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([bits, colour], 8);
  return chunk('IHDR', header);
}

/** An image's filtered and deflated pixels. */
export const pixelData = ({ width, rgb }: RgbImage): Uint8Array => deflateRows(rgb, width, 3);

/** Rows of `width` pixels of so many bytes each, filtered and deflated. */
export function deflateRows(bytes: Uint8Array, width: number, bytesOfPixel: number): Uint8Array {
  return zlibSync(filterRows(bytes, width * bytesOfPixel, bytesOfPixel), { level: 9 });
}

/** A PNG file of these chunks, between its signature and its end. */
export function pngFile(chunks: readonly Uint8Array[]): Uint8Array {
  const parts = [Uint8Array.from(SIGNATURE), ...chunks, chunk('IEND', new Uint8Array(0))];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}

/** Each row after its filter byte; of the filters None, Sub and Up the one with the smallest sum of residues. */
function filterRows(bytes: Uint8Array, stride: number, step: number): Uint8Array {
  const height = bytes.length / stride;
  const out = new Uint8Array(height * (stride + 1));
  const candidates = [0, 1, 2].map(() => new Uint8Array(stride));
  for (let y = 0; y < height; y++) {
    const sums = [0, 0, 0];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const own = bytes[at]!;
      const predictions = [0, x < step ? 0 : bytes[at - step]!, y === 0 ? 0 : bytes[at - stride]!];
      for (const [filter, prediction] of predictions.entries()) {
        const residue = (own - prediction) & 0xff;
        candidates[filter]![x] = residue;
        sums[filter]! += residue < 128 ? residue : 256 - residue;
      }
    }
    const filter = sums.indexOf(Math.min(...sums));
    out[y * (stride + 1)] = filter;
    out.set(candidates[filter]!, y * (stride + 1) + 1);
  }
  return out;
}

/** A PNG chunk: length, type, data, CRC of type and data. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}
