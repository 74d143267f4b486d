import type { Tensor4D } from '@tensorflow/tfjs-core';
import { int, type NativeBackend } from '../native-backend.js';
import type { ConvGeometry } from './geometry.js';

/** Pixels of a side of what one tile makes. */
const side = 4;

/** The points of a tile. */
export const points = 36;

/** Products of pixels, inputs and outputs from which on a layer takes longer than a fraction of a millisecond. */
export const leastProducts = 10e6;

/**
 * Whether F(4×4, 3×3) makes this convolution cheaper: 36 products a pair of channels for each 16 pixels instead of 9 for
 * each. Small layers stay as they are: there is little to gain, and a direct sum has a digit more.
 */
export function isWinogradCheaper(g: ConvGeometry): boolean {
  const [height, width, input, output] = g.filter;
  if (height !== 3 || width !== 3 || g.stride !== 1 || g.dilation !== 1 || g.padding > 2) return false;
  if (input < 32 || output < 32) return false;
  const [n, rows, columns] = g.y;
  const tiles = n * Math.ceil(rows / side) * Math.ceil(columns / side);
  return points * tiles < 6 * n * rows * columns && n * rows * columns * input * output >= leastProducts;
}

function run(
  native: NativeBackend,
  image: Tensor4D,
  filter: Tensor4D,
  padding: number,
  turned: boolean,
): Tensor4D {
  const attributes = [int('padding', padding), int('turned', Number(turned))];
  return native.executeSingleOutput('FtnWinograd', attributes, [image, filter]) as Tensor4D;
}

/** y = x ∗ filter. */
export function winogradForward(
  native: NativeBackend,
  x: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return run(native, x, filter, g.padding, false);
}

/** ∂L/∂x, the convolution of dy by the kernel turned round. */
export function winogradInputGradient(
  native: NativeBackend,
  dy: Tensor4D,
  filter: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  return run(native, dy, filter, 2 - g.padding, true);
}

/** ∂L/∂filter. */
export function winogradFilterGradient(
  native: NativeBackend,
  x: Tensor4D,
  dy: Tensor4D,
  g: ConvGeometry,
): Tensor4D {
  const attributes = [int('padding', g.padding)];
  return native.executeSingleOutput('FtnWinogradGradient', attributes, [x, dy]) as Tensor4D;
}
