import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';
import type { ConvGeometry } from './geometry.js';
import { leastProducts, points } from './winograd.js';

/** Pixels of a side of what one tile makes. */
const side = 3;

/**
 * Whether this is the convolution that networks begin with, 7×7 at stride 2 on an image of few channels, and large enough to go by
 * minimal filtering: taken apart by even and odd pixels it is one of 4×4 at stride 1, 36 products a pair of channels for each 9
 * pixels instead of 49 · 9.
 */
export function isStemCheaper(g: ConvGeometry): boolean {
  const [height, width, input, output] = g.filter;
  if (height !== 7 || width !== 7 || g.stride !== 2 || g.padding !== 3 || g.dilation !== 1) return false;
  if (input > 4 || output < 32) return false;
  const [n, rows, columns] = g.y;
  const tiles = n * Math.ceil(rows / side) * Math.ceil(columns / side);
  const products = n * rows * columns * height * width;
  return 4 * points * tiles < 0.6 * products && products * input * output >= leastProducts;
}

/** y = x ∗ filter. */
export function stemForward(native: NativeBackend, x: Tensor4D, filter: Tensor4D): Tensor4D {
  return native.executeSingleOutput('FtnStem', [], [x, filter]) as Tensor4D;
}

/** ∂L/∂filter. */
export function stemFilterGradient(native: NativeBackend, x: Tensor4D, dy: Tensor4D): Tensor4D {
  return native.executeSingleOutput('FtnStemGradient', [], [x, dy]) as Tensor4D;
}
