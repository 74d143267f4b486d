import { type ConvOptions, int, kernelBackend, type NativeBackend } from '@ftn/ops';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { CpFactors } from '../cp/factors.js';

type Kernel = readonly [height: number, width: number, input: number, output: number];

/** How a layer's kernel moves, as the kernels of the native engine take it. */
const moves = ([height, width]: Kernel, { stride = 1, padding = 0, dilation = 1 }: ConvOptions) => [
  int('kernel_height', height),
  int('kernel_width', width),
  int('stride', stride),
  int('padding', padding),
  int('dilation', dilation),
];

/** The backend that has kernels for the factors of such a layer. */
export const factorKernels = ({ upsample }: ConvOptions): NativeBackend | undefined =>
  upsample === 2 ? undefined : kernelBackend();

/** W + ΔW. */
export function mergeByKernel(native: NativeBackend, base: Tensor4D, { a, b, s }: CpFactors): Tensor4D {
  return native.executeSingleOutput('FtnMergeFactors', [], [base, a, b, s]) as Tensor4D;
}

/** y + x ∗ ΔW, or as a gradient dx + what ΔW makes of dy, without ΔW. */
export function addByKernel(
  native: NativeBackend,
  [base, from]: readonly [base: Tensor4D, from: Tensor4D],
  { a, b, s }: CpFactors,
  layer: { readonly kernel: Kernel; readonly options: ConvOptions; readonly gradient: boolean },
): Tensor4D {
  const attributes = [...moves(layer.kernel, layer.options), int('gradient', Number(layer.gradient))];
  return native.executeSingleOutput('FtnAddFactors', attributes, [base, from, a, b, s]) as Tensor4D;
}

/** The gradients of a, b and s. */
export function factorGradientsByKernel(
  native: NativeBackend,
  [x, dy]: readonly [x: Tensor4D, dy: Tensor4D],
  { a, b, s }: CpFactors,
  layer: { readonly kernel: Kernel; readonly options: ConvOptions },
): CpFactors {
  const attributes = moves(layer.kernel, layer.options);
  const inputs = [x, dy, a, b, s];
  const outputs = native.executeMultipleOutputs('FtnFactorGradients', attributes, inputs, 3);
  const [da, db, ds] = outputs as [Tensor2D, Tensor2D, Tensor2D];
  return { a: da, b: db, s: ds };
}

/** The same from the kernel's own gradient. */
export function projectByKernel(
  native: NativeBackend,
  gradient: Tensor4D,
  { a, b, s }: CpFactors,
): CpFactors {
  const outputs = native.executeMultipleOutputs('FtnProjectGradient', [], [gradient, a, b, s], 3);
  const [da, db, ds] = outputs as [Tensor2D, Tensor2D, Tensor2D];
  return { a: da, b: db, s: ds };
}

// Nanoseconds, measured on two threads: of a number of the kernel that is merged, and of one of an image that passes by, each
// with what a rank adds.
const merged = { number: 0.2, rank: 0.0105 };
const passing = { number: 0.2, rank: 0.013 };

/**
 * Whether a layer costs less with the factors beside the frozen kernel, y = x ∗ W + z·bᵀ, than with W + ΔW: where the kernel has
 * more numbers than the images, as in the last layers of a network. Counted forward and back.
 */
export function isApartCheaper(
  x: Tensor4D,
  [height, width, input, output]: Kernel,
  rank: number,
  { stride = 1 }: ConvOptions,
): boolean {
  const numbers = height * width * input * output;
  const images = x.size * (1 + output / input / stride ** 2);
  return 2 * images * (passing.number + rank * passing.rank) < numbers * (merged.number + rank * merged.rank);
}
