import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { InputGradients } from '../autodiff/differentiable.js';
import type { ConvGeometry } from '../conv2d/geometry.js';
import { isStemCheaper } from '../conv2d/stem.js';
import { isWinogradCheaper } from '../conv2d/winograd.js';
import { optional } from '../kernels.js';
import { type Attribute, float, int, type NativeBackend } from '../native-backend.js';

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

/** The same of a convolution of x, in the pass that makes it; undefined where none of the kernels makes it faster. */
export function kernelConvBatchNorm(
  native: NativeBackend,
  inputs: readonly [
    ...[x: Tensor4D, filter: Tensor4D],
    ...[scale: Tensor1D, offset: Tensor1D, mean: Tensor1D, variance: Tensor1D],
  ],
  g: ConvGeometry,
  options: KernelOptions,
): Tensor4D | undefined {
  const last = optional(options.added);
  const run = (name: string, ...own: Attribute[]) => {
    const attributes = [...own, ...attributesOf(options, last.count)];
    return native.executeSingleOutput(name, attributes, [...inputs, ...last.inputs]) as Tensor4D;
  };
  if (isWinogradCheaper(g)) return run('FtnWinogradNorm', int('padding', g.padding));
  if (isStemCheaper(g)) return run('FtnStemNorm');
  if (skipsPixels(g)) return run('FtnPointwiseNorm', int('stride', g.stride));
  return undefined;
}

/** Of 1×1 and a stride, which oneDNN takes several times as long for as its products take; outputs in whole half vectors. */
function skipsPixels({ filter, stride, padding }: ConvGeometry): boolean {
  const [height, width, , output] = filter;
  return height === 1 && width === 1 && stride > 1 && padding === 0 && output % 8 === 0;
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
