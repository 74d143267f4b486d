import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { kernelBackend } from '../kernels.js';
import { nativeBackend } from '../native-backend.js';
import type { ConvGeometry } from './geometry.js';
import {
  fullOperations,
  nativeFilterGradient,
  nativeForward,
  nativeGradientsTake,
  nativeInputGradient,
} from './native.js';
import { plainConv2d, portableFilterGradient, portableInputGradient } from './portable.js';
import { isStemCheaper, stemFilterGradient, stemForward } from './stem.js';
import {
  isWinogradCheaper,
  winogradFilterGradient,
  winogradForward,
  winogradInputGradient,
} from './winograd.js';

/** A convolution and its gradients on the engine that runs, none of them differentiable. */
export interface ConvForms {
  forward(x: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D;
  inputGradient(dy: Tensor4D, filter: Tensor4D, g: ConvGeometry): Tensor4D;
  filterGradient(x: Tensor4D, dy: Tensor4D, g: ConvGeometry): Tensor4D;
  /** What a filter gradient costs, as a share of the products of a direct sum. */
  filterGradientShare(g: ConvGeometry): number;
}

// What filter gradients were measured to cost, in the products of a direct sum of 3×3 by oneDNN: by the kernels, and oneDNN's of 1×1
// and of a stride.
const shares = { winograd: 0.42, stem: 0.73, pointwise: 1.2, strided: 1.25 };

/** Of x as it is. */
export const plainForms: ConvForms = {
  forward(x, filter, g) {
    const kernels = kernelBackend();
    if (kernels && isWinogradCheaper(g)) return winogradForward(kernels, x, filter, g);
    if (kernels && isStemCheaper(g)) return stemForward(kernels, x, filter);
    const native = nativeBackend();
    return native ? nativeForward(native, fullOperations, x, filter, g) : plainConv2d(x, filter, g);
  },
  inputGradient(dy, filter, g) {
    const kernels = isWinogradCheaper(g) ? kernelBackend() : undefined;
    if (kernels) return winogradInputGradient(kernels, dy, filter, g);
    const native = nativeBackend();
    return native && nativeGradientsTake(native, fullOperations, g)
      ? nativeInputGradient(native, fullOperations, dy, filter, g)
      : tidy(() => portableInputGradient(dy, filter, g));
  },
  filterGradient(x, dy, g) {
    const kernels = kernelBackend();
    if (kernels && isWinogradCheaper(g)) return winogradFilterGradient(kernels, x, dy, g);
    if (kernels && isStemCheaper(g)) return stemFilterGradient(kernels, x, dy);
    const native = nativeBackend();
    return native && nativeGradientsTake(native, fullOperations, g)
      ? nativeFilterGradient(native, fullOperations, x, dy, g)
      : tidy(() => portableFilterGradient(x, dy, g));
  },
  filterGradientShare(g) {
    // Without kernels what hangs on it stays what it was: which way is taken decides bits, and a run goes on to those it would have come to.
    if (!kernelBackend()) return 1;
    if (isWinogradCheaper(g)) return shares.winograd;
    if (isStemCheaper(g)) return shares.stem;
    if (g.filter[0] * g.filter[1] === 1) return shares.pointwise;
    return g.stride > 1 ? shares.strided : 1;
  },
};
