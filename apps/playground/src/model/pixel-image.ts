import type { ImageSource } from '@ftn/datasets/memory';

/** An image in memory, RGB, row by row. */
export type PixelImage = Extract<ImageSource, { kind: 'pixels' }>;

/** The RGB of what a canvas gives, whose alpha is 255 everywhere: the canvas was white before the image was drawn. */
export function fromCanvasPixels(
  rgba: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): PixelImage {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) data[3 * pixel + c] = rgba[4 * pixel + c]!;
  }
  return { kind: 'pixels', data, width, height, channels: 3 };
}

/** What a canvas takes: RGB or grey as RGBA, opaque. */
export function toCanvasPixels({
  data,
  width,
  height,
  channels,
}: PixelImage): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = data[channels * pixel + (channels === 3 ? c : 0)]!;
  }
  return rgba;
}
