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

/** By Winograd's kernels, measured at 64 to 512 channels. */
const winogradShare = 0.42;

/** Of x as it is. */
export const plainForms: ConvForms = {
  forward(x, filter, g) {
    const kernels = isWinogradCheaper(g) ? kernelBackend() : undefined;
    if (kernels) return winogradForward(kernels, x, filter, g);
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
    const kernels = isWinogradCheaper(g) ? kernelBackend() : undefined;
    if (kernels) return winogradFilterGradient(kernels, x, dy, g);
    const native = nativeBackend();
    return native && nativeGradientsTake(native, fullOperations, g)
      ? nativeFilterGradient(native, fullOperations, x, dy, g)
      : tidy(() => portableFilterGradient(x, dy, g));
  },
  filterGradientShare: (g) => (isWinogradCheaper(g) && kernelBackend() ? winogradShare : 1),
};
