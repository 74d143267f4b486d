import { pad, reshape, slice, stack, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { matMul2d } from '../mat-mul2d.js';
import type { ConvGeometry } from './geometry.js';

// Measured on the native engine: below these oneDNN's own kernel is as fast or faster, above them it takes up to twice
// as long, since its images no longer fit the cache.
const fewestPixels = 16_000;
const fewestChannels = 128;

/** Whether the taps, each a product of two matrices, cost less than the filter gradient in one piece. */
export function areTapsCheaper({ x, filter, y, stride, dilation }: ConvGeometry): boolean {
  const [rows, columns, input, output] = filter;
  return (
    stride === 1 &&
    dilation === 1 &&
    rows * columns > 1 &&
    y[1] >= rows &&
    y[2] >= columns &&
    x[0] * y[1] * y[2] >= fewestPixels &&
    Math.min(input, output) >= fewestChannels
  );
}

/**
 * ∂L/∂filter tap by tap: with the padded images laid out as one list of pixels, tap (p, q) is xᵀ · dy of the list from
 * pixel p·W + q on, and zeros in dy where rows and images end keep neighbours apart. No tap copies an image: a slice of
 * whole rows is a view.
 */
export function tapFilterGradient(x: Tensor4D, dy: Tensor4D, g: ConvGeometry): Tensor4D {
  const [n, height, width, input] = g.x;
  const [rows, columns, , output] = g.filter;
  const [, outHeight, outWidth] = g.y;
  const { padding } = g;
  const [fullHeight, fullWidth] = [height + 2 * padding, width + 2 * padding];
  const around: [number, number] = [padding, padding];
  const images = padding === 0 ? x : (pad(x, [[0, 0], around, around, [0, 0]]) as Tensor4D);
  const spaced = pad(dy, [
    [0, 0],
    [0, fullHeight - outHeight],
    [0, fullWidth - outWidth],
    [0, 0],
  ]);
  const pixels = n * fullHeight * fullWidth;
  const from = reshape(images, [pixels, input]) as Tensor2D;
  // The last pixels of dy are among the zeros, and may be left out so that every tap has as many.
  const count = pixels - (rows - 1) * fullWidth - (columns - 1);
  const to = slice(reshape(spaced, [pixels, output]) as Tensor2D, [0, 0], [count, output]);
  const taps = Array.from({ length: rows * columns }, (_, tap) => {
    const first = Math.floor(tap / columns) * fullWidth + (tap % columns);
    return matMul2d(slice(from, [first, 0], [count, input]), to, { transposeA: true });
  });
  return reshape(stack(taps), [...g.filter]) as Tensor4D;
}
