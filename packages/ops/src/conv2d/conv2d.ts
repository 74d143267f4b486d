import type { Tensor4D } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkShape } from '../check.js';
import { type ConvForms, plainForms } from './forms.js';
import { type ConvGeometry, type ConvOptions, convGeometry } from './geometry.js';
import { enlarged, upsampledForms } from './upsampled.js';

/** The shapes of x, enlarged where it is to be, with the filter, and how to compute with them. */
function plan(
  operation: string,
  x: readonly number[],
  filter: readonly number[],
  options: ConvOptions,
): ConvForms & { readonly g: ConvGeometry } {
  const doubled = options.upsample === 2;
  const g = convGeometry(operation, doubled ? enlarged(x) : x, filter, options);
  return { ...(doubled ? upsampledForms : plainForms), g };
}

/**
 * The convolution y[n, h, w, o] = Σ_{p, q, i} x[n, s·h + d·p − pad, s·w + d·q − pad, i] · filter[p, q, i, o],
 * differentiable in both: a filter no variable leads to costs no filter gradient. With `upsample` 2, x is enlarged first.
 *
 * @param x [N, H, W, C_in]
 * @param filter [K_h, K_w, C_in, C_out]
 * @throws UsageError when the shapes do not fit
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: ConvOptions = {}): Tensor4D {
  const { g, forward, inputGradient, filterGradient } = plan('conv2d', x.shape, filter.shape, options);
  return differentiable(
    { x, filter },
    (save) => {
      save([x, filter]);
      return forward(x, filter, g);
    },
    (dy, [savedX, savedFilter]) => ({
      x: () => inputGradient(dy, savedFilter as Tensor4D, g),
      filter: () => filterGradient(savedX as Tensor4D, dy, g),
    }),
    { name: 'conv2d', attributes: g },
  );
}

/**
 * ∂L/∂x of `conv2d` from dy = ∂L/∂y; not itself differentiable.
 *
 * @param inputShape the shape of x, [N, H, W, C_in]
 */
export function conv2dInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: readonly [number, number, number, number],
  options: ConvOptions = {},
): Tensor4D {
  const { g, inputGradient } = plan('conv2dInputGradient', inputShape, filter.shape, options);
  checkShape('conv2dInputGradient', 'dy', dy.shape, g.y);
  return inputGradient(dy, filter, g);
}

/**
 * ∂L/∂filter of `conv2d` from dy = ∂L/∂y; not itself differentiable.
 *
 * @param filterShape the shape of the filter, [K_h, K_w, C_in, C_out]
 */
export function conv2dFilterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: readonly [number, number, number, number],
  options: ConvOptions = {},
): Tensor4D {
  const { g, filterGradient } = plan('conv2dFilterGradient', x.shape, filterShape, options);
  checkShape('conv2dFilterGradient', 'dy', dy.shape, g.y);
  return filterGradient(x, dy, g);
}

/**
 * What `conv2dFilterGradient` costs for one image on the engine that runs, in the products of a direct sum of 3×3 at stride 1: fewer
 * than it has where it goes by minimal filtering, more where it is slower.
 *
 * @param inputShape the shape of x, [N, H, W, C_in]
 */
export function filterGradientProducts(
  inputShape: readonly number[],
  filterShape: readonly [number, number, number, number],
  options: ConvOptions = {},
): number {
  const { g, filterGradientShare } = plan('filterGradientProducts', inputShape, filterShape, options);
  const [, rows, columns] = g.y;
  return filterGradientShare(g) * filterShape.reduce((product, length) => product * length, rows * columns);
}
