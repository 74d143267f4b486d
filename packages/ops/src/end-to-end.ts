import { concat1d, reshape, split, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { kernelBackend } from './kernels.js';
import { int } from './native-backend.js';

/** All numbers of the tensors in one vector, in order: one operation for a whole network's parameters. */
export function layEndToEnd(tensors: readonly Tensor[]): Tensor1D {
  const native = kernelBackend();
  if (native) {
    const attributes = [int('N', tensors.length)];
    return native.executeSingleOutput('FtnLayEndToEnd', attributes, tensors) as Tensor1D;
  }
  return tidy(() => concat1d(tensors.map((tensor) => reshape(tensor, [tensor.size]) as Tensor1D)));
}

/** A vector cut into new tensors of the shapes of `like`, in order: what undoes `layEndToEnd`. */
export function cutUp(vector: Tensor1D, like: readonly Tensor[]): Tensor[] {
  const native = kernelBackend();
  if (native) {
    const attributes = [int('N', like.length)];
    return native.executeMultipleOutputs('FtnCutUp', attributes, [vector, ...like], like.length);
  }
  return tidy(() =>
    split(
      vector,
      like.map((tensor) => tensor.size),
    ).map((part, i) => reshape(part, like[i]!.shape)),
  );
}
