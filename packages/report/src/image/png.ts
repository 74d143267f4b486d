import { checkImage, chunk, headerChunk, pixelData, pngFile, type RgbImage } from './png-parts.js';

/**
 * The image as a PNG file, lossless.
 * @throws MismatchError when the number of bytes is not height × width × 3 or a side is not a positive integer.
 */
export function encodePng(image: RgbImage): Uint8Array {
  checkImage(image);
  return pngFile([headerChunk(image), chunk('IDAT', pixelData(image))]);
}

export type { RgbImage } from './png-parts.js';
