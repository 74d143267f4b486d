import { engine, reverse, slice, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from './geometry.js';
import { inputMargins, spread, withMargins } from './spread.js';

/** tfjs's own kernel, called beneath the op: the op refuses stride and dilation together, the kernels do not. */
export function plainConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  steps: { stride?: number; padding?: number; dilation?: number },
): Tensor4D {
  const { stride = 1, padding = 0, dilation = 1 } = steps;
  return engine().runKernel(
    'Conv2D',
    { x, filter },
    {
      strides: [stride, stride],
      pad:
        padding === 0
          ? 'valid'
          : [
              [0, 0],
              [padding, padding],
              [padding, padding],
              [0, 0],
            ],
      dataFormat: 'NHWC',
      dilations: [dilation, dilation],
    },
  ) as Tensor4D;
}

/** The filter turned by 180° with its channel axes swapped: [K_h, K_w, C_in, C_out] → [K_h, K_w, C_out, C_in]. */
function rotatedFilter(filter: Tensor4D): Tensor4D {
  const turned = filter.shape[0] === 1 && filter.shape[1] === 1 ? filter : reverse(filter, [0, 1]);
  return transpose(turned, [0, 1, 3, 2]) as Tensor4D;
}

/**
 * ∂L/∂x as a forward convolution of dy, spread by the stride, with the rotated filter.
 *
 * Any stride, padding and dilation, on engines whose own gradient kernel is slow or refuses dilation.
 */
export function portableInputGradient(dy: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const { stride, dilation } = g;
  const around = inputMargins(g);
  const rotated = rotatedFilter(filter);
  if (g.filter[0] === 1 && g.filter[1] === 1) {
    return withMargins(spread(plainConv2d(dy, rotated, {}), stride), around);
  }
  const { top } = around;
  if (stride === 1 && top >= 0 && [around.bottom, around.left, around.right].every((side) => side === top)) {
    return plainConv2d(dy, rotated, { dilation, padding: top });
  }
  return plainConv2d(withMargins(spread(dy, stride), around), rotated, { dilation });
}

/**
 * ∂L/∂filter as a forward convolution over the batch: x as [C_in, H, W, N] with dy as [H', W', N, C_out], stride and
 * dilation trading places.
 */
export function portableFilterGradient(x: Tensor4D, dy: Tensor4D, g: ConvGeometry): Tensor4D {
  const [rows, columns, input, output] = g.filter;
  const images = transpose(x, [3, 1, 2, 0]) as Tensor4D;
  const taps = transpose(dy, [1, 2, 0, 3]) as Tensor4D;
  const full = plainConv2d(images, taps, { stride: g.dilation, padding: g.padding, dilation: g.stride });
  // Where the stride leaves a rest of x uncovered, the result has rows and columns beyond the kernel.
  const [, h, w] = full.shape;
  const kernel =
    h === rows && w === columns ? full : slice(full, [0, 0, 0, 0], [input, rows, columns, output]);
  return transpose(kernel, [1, 2, 0, 3]) as Tensor4D;
}
