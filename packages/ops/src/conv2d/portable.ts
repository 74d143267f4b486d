import { engine, slice, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from './geometry.js';
import { hasPhases, inputGradientByPhases, swapped, turned } from './gradient-by-phases.js';
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

/**
 * ∂L/∂x as forward convolutions of dy with the rotated filter: one of dy spread by the stride, or one for each phase of it.
 *
 * Any stride, padding and dilation, on engines whose own gradient kernel is slow or refuses dilation.
 */
export function portableInputGradient(dy: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const { stride, dilation } = g;
  if (hasPhases(g)) return inputGradientByPhases((x, some) => plainConv2d(x, some, {}), dy, filter, g);
  const around = inputMargins(g);
  const rotated = swapped(turned(filter));
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
