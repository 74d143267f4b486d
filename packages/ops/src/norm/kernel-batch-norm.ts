import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { optional } from '../kernels.js';
import { float, int, type NativeBackend } from '../native-backend.js';

/** What follows the normalisation in the same pass. */
export interface KernelOptions {
  readonly epsilon: number;
  readonly relu: boolean;
  /** Added before the ReLU, of x's shape. */
  readonly added?: Tensor4D | undefined;
}

/** y = relu((x − mean) / √(variance + ε) · scale + offset + added). */
export function kernelBatchNorm(
  native: NativeBackend,
  inputs: readonly [x: Tensor4D, scale: Tensor1D, offset: Tensor1D, mean: Tensor1D, variance: Tensor1D],
  { epsilon, relu, added }: KernelOptions,
): Tensor4D {
  const last = optional(added);
  const attributes = [float('epsilon', epsilon), int('relu', Number(relu)), int('N', last.count)];
  return native.executeSingleOutput('FtnBatchNorm', attributes, [...inputs, ...last.inputs]) as Tensor4D;
}

/** The same by the batch's own statistics: y, mean, unbiased variance, and 1/√(biased variance + ε). */
export function kernelBatchNormTraining(
  native: NativeBackend,
  inputs: readonly [x: Tensor4D, scale: Tensor1D, offset: Tensor1D],
  { epsilon, relu, added }: KernelOptions,
): [Tensor4D, Tensor1D, Tensor1D, Tensor1D] {
  const last = optional(added);
  const attributes = [float('epsilon', epsilon), int('relu', Number(relu)), int('N', last.count)];
  const operands = [...inputs, ...last.inputs];
  const outputs = native.executeMultipleOutputs('FtnBatchNormTraining', attributes, operands, 4);
  return outputs as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
}

/** What the gradient is taken of. */
export interface KernelGradientOptions {
  /** Statistics of the batch, which x's gradient goes through, or given ones. */
  readonly training: boolean;
  readonly relu: boolean;
  /** Whether something was added, whose gradient is then the last output. */
  readonly added: boolean;
  /** The result: the ReLU's mask where something was added; else x gives it again. */
  readonly y?: Tensor4D | undefined;
}

/** dx, dScale, dOffset and, where something was added, its gradient. */
export function kernelBatchNormGradient(
  native: NativeBackend,
  inputs: readonly [
    dy: Tensor4D,
    x: Tensor4D,
    scale: Tensor1D,
    offset: Tensor1D,
    mean: Tensor1D,
    inverse: Tensor1D,
  ],
  { training, relu, added, y }: KernelGradientOptions,
): [Tensor4D, Tensor1D, Tensor1D, Tensor4D | undefined] {
  const last = optional(y);
  const attributes = [
    int('relu', Number(relu)),
    int('added', Number(added)),
    int('training', Number(training)),
    int('N', last.count),
  ];
  const operands: Tensor[] = [...inputs, ...last.inputs];
  const outputs = native.executeMultipleOutputs('FtnBatchNormGradient', attributes, operands, 4);
  const [dx, dScale, dOffset, dAdded] = outputs as [Tensor4D, Tensor1D, Tensor1D, Tensor4D];
  if (added) return [dx, dScale, dOffset, dAdded];
  dAdded.dispose();
  return [dx, dScale, dOffset, undefined];
}
