import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkShape } from '../check.js';
import { nativeBackend } from '../native-backend.js';
import { type ConvGeometry, type ConvOptions, convGeometry } from './geometry.js';
import {
  fullOperations,
  nativeFilterGradient,
  nativeForward,
  nativeGradientsTake,
  nativeInputGradient,
} from './native.js';
import { plainConv2d, portableFilterGradient, portableInputGradient } from './portable.js';

function forward(x: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const native = nativeBackend();
  return native ? nativeForward(native, fullOperations, x, filter, g) : plainConv2d(x, filter, g);
}

function inputGradient(dy: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D {
  const native = nativeBackend();
  return native && nativeGradientsTake(native, fullOperations, g)
    ? nativeInputGradient(native, fullOperations, dy, filter, g)
    : tidy(() => portableInputGradient(dy, filter, g));
}

function filterGradient(x: Tensor4D, dy: Tensor4D, g: ConvGeometry): Tensor4D {
  const native = nativeBackend();
  return native && nativeGradientsTake(native, fullOperations, g)
    ? nativeFilterGradient(native, fullOperations, x, dy, g)
    : tidy(() => portableFilterGradient(x, dy, g));
}

/**
 * The convolution y[n, h, w, o] = Σ_{p, q, i} x[n, s·h + d·p − pad, s·w + d·q − pad, i] · filter[p, q, i, o],
 * differentiable in both: a filter no variable leads to costs no filter gradient.
 *
 * @param x [N, H, W, C_in]
 * @param filter [K_h, K_w, C_in, C_out]
 * @throws UsageError when the shapes do not fit
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: ConvOptions = {}): Tensor4D {
  const g = convGeometry('conv2d', x.shape, filter.shape, options);
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
  const g = convGeometry('conv2dInputGradient', inputShape, filter.shape, options);
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
  const g = convGeometry('conv2dFilterGradient', x.shape, filterShape, options);
  checkShape('conv2dFilterGradient', 'dy', dy.shape, g.y);
  return filterGradient(x, dy, g);
}
