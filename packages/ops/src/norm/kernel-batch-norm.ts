import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { InputGradients } from '../autodiff/differentiable.js';
import { optional } from '../kernels.js';
import { float, int, type NativeBackend } from '../native-backend.js';

/** What follows the normalisation in the same pass. */
export interface KernelOptions {
  readonly epsilon: number;
  readonly relu: boolean;
  /** Added before the ReLU, of x's shape. */
  readonly added?: Tensor4D | undefined;
}

const attributesOf = ({ epsilon, relu }: KernelOptions, count: number) => [
  float('epsilon', epsilon),
  int('relu', Number(relu)),
  int('N', count),
];

/** y = relu((x − mean) / √(variance + ε) · scale + offset + added). */
export function kernelBatchNorm(
  native: NativeBackend,
  inputs: readonly [x: Tensor4D, scale: Tensor1D, offset: Tensor1D, mean: Tensor1D, variance: Tensor1D],
  options: KernelOptions,
): Tensor4D {
  const last = optional(options.added);
  const attributes = attributesOf(options, last.count);
  return native.executeSingleOutput('FtnBatchNorm', attributes, [...inputs, ...last.inputs]) as Tensor4D;
}

/** The same of the convolution of x by a kernel of 3×3 at stride 1, in the pass that makes it. */
export function kernelConvBatchNorm(
  native: NativeBackend,
  inputs: readonly [
    ...[x: Tensor4D, filter: Tensor4D],
    ...[scale: Tensor1D, offset: Tensor1D, mean: Tensor1D, variance: Tensor1D],
  ],
  padding: number,
  options: KernelOptions,
): Tensor4D {
  const last = optional(options.added);
  const attributes = [int('padding', padding), ...attributesOf(options, last.count)];
  const operands = [...inputs, ...last.inputs];
  return native.executeSingleOutput('FtnWinogradNorm', attributes, operands) as Tensor4D;
}

/** As `kernelBatchNorm` by the batch's own statistics: y, mean, unbiased variance, and 1/√(biased variance + ε). */
export function kernelBatchNormTraining(
  native: NativeBackend,
  inputs: readonly [x: Tensor4D, scale: Tensor1D, offset: Tensor1D],
  options: KernelOptions,
): [Tensor4D, Tensor1D, Tensor1D, Tensor1D] {
  const last = optional(options.added);
  const attributes = attributesOf(options, last.count);
  const operands = [...inputs, ...last.inputs];
  const outputs = native.executeMultipleOutputs('FtnBatchNormTraining', attributes, operands, 4);
  return outputs as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
}

/** What the gradient is computed from: y is the ReLU's mask where something was added; else x gives it again. */
type Kept = readonly [
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  mean: Tensor1D,
  inverse: Tensor1D,
  y?: Tensor4D | undefined,
];

/** The gradients of x, scale, offset and, where something was added, of that; `training`: x's goes through mean and inverse. */
export function kernelBatchNormGradients(
  native: NativeBackend,
  dy: Tensor4D,
  [x, scale, offset, mean, inverse, y]: Kept,
  { training, relu, added }: { readonly training: boolean } & Pick<KernelOptions, 'relu' | 'added'>,
): InputGradients {
  const last = optional(y);
  const attributes = [
    int('relu', Number(relu)),
    int('added', Number(added !== undefined)),
    int('training', Number(training)),
    int('N', last.count),
  ];
  const operands: Tensor[] = [dy, x, scale, offset, mean, inverse, ...last.inputs];
  const outputs = native.executeMultipleOutputs('FtnBatchNormGradient', attributes, operands, 4);
  const [dx, dScale, dOffset, dAdded] = outputs as [Tensor, Tensor, Tensor, Tensor];
  const own = { x: () => dx, scale: () => dScale, offset: () => dOffset };
  if (added) return { ...own, added: () => dAdded };
  dAdded.dispose();
  return own;
}
