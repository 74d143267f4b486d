import { UsageError } from '@ftn/errors';
import {
  add,
  mul,
  rsqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { differentiableMany } from '../autodiff/differentiable.js';
import { channelMeans, channelSums } from '../channel-sums.js';
import { checkShape } from '../check.js';
import { kernelBackend } from '../kernels.js';
import { lastUse } from '../last-use.js';
import { type NativeBackend, nativeBackend } from '../native-backend.js';
import { rectify } from '../rectify.js';
import { reluGradient } from '../relu.js';
import { addThenActivate, type BatchNormOptions, checkBatchNorm } from './checks.js';
import { fusedBatchNorm, fusedBatchNormGradient } from './fused.js';
import {
  type KernelOptions,
  kernelBatchNormGradients,
  kernelBatchNormTraining,
} from './kernel-batch-norm.js';

/** The normalised tensor with the batch's statistics. */
export interface BatchNormTrainingResult {
  readonly y: Tensor4D;
  /** Mean of the batch, [C]; a constant for the gradient. */
  readonly mean: Tensor1D;
  /** Unbiased variance of the batch (divided by N·H·W − 1), [C]; a constant for the gradient. */
  readonly variance: Tensor1D;
}

/** y, mean, unbiased variance, and mean and 1/√(variance + ε) for the gradient. */
function portableForward(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
  count: number,
  relu: boolean,
): Tensor[] {
  const mean = channelMeans(x);
  const centred = sub(x, mean);
  const biased = channelMeans(square(centred) as Tensor4D);
  const inverse = rsqrt(add(biased, epsilon));
  const y = add(mul(centred, mul(scale, inverse)), offset);
  return [relu ? rectify(y) : y, mean, mul(biased, count / (count - 1)), mean, inverse];
}

/** `batchNormTraining` with all that follows it in one pass forward and one back, which keeps neither y nor a mask of x. */
function trainingByKernels(
  native: NativeBackend,
  x: Tensor4D,
  { scale, offset }: { readonly scale: Tensor1D; readonly offset: Tensor1D },
  options: KernelOptions,
): BatchNormTrainingResult {
  const { relu, added } = options;
  const [y, mean, variance] = differentiableMany(
    { x, scale, offset, ...(added ? { added } : {}) },
    (save) => {
      const outputs = kernelBatchNormTraining(native, [x, scale, offset], options);
      const [result, batchMean, batchVariance, inverse] = outputs;
      save([x, scale, offset, batchMean, inverse, ...(added && relu ? [result] : [])]);
      return [result, batchMean, batchVariance];
    },
    ([dy], saved) => {
      const kept = saved as [Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor1D, Tensor4D?];
      return kernelBatchNormGradients(native, dy as Tensor4D, kept, { training: true, relu, added });
    },
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return { y, mean, variance };
}

/**
 * Batch normalisation with the statistics of the batch, y = (x − mean) / √(variance + ε) · scale + offset with the
 * biased variance, plus `added`, then the activation; differentiable in x, scale, offset and `added`.
 *
 * @param x [N, H, W, C] with N·H·W ≥ 2; scale and offset [C]
 * @throws UsageError when the shapes do not fit or a channel has a single value
 */
export function batchNormTraining(
  x: Tensor4D,
  p: { readonly scale: Tensor1D; readonly offset: Tensor1D },
  options: BatchNormOptions = {},
): BatchNormTrainingResult {
  const { epsilon = 1e-5, activation, added } = options;
  const { scale, offset } = p;
  checkBatchNorm('batchNormTraining', x, { scale, offset }, epsilon);
  if (added) checkShape('batchNormTraining', 'added', added.shape, x.shape);
  const [n, height, width] = x.shape;
  const count = n * height * width;
  if (count < 2) {
    throw new UsageError('batchNormTraining: a single value a channel has no variance', {
      expected: 'N·H·W ≥ 2',
      got: `x [${x.shape.join(', ')}]`,
      hint: 'Use a larger batch, or batchNorm with running statistics.',
    });
  }
  const relu = activation === 'relu';
  const kernels = kernelBackend();
  if (kernels) return trainingByKernels(kernels, x, p, { epsilon, relu, added });
  if (added) {
    const plain = batchNormTraining(x, p, { epsilon });
    return { ...plain, y: lastUse(plain.y, (y) => addThenActivate(y, added, activation)) };
  }
  const [y, mean, variance] = differentiableMany(
    { x, scale, offset },
    (save) => {
      const native = nativeBackend();
      const [result, batchMean, batchVariance, ...reserved] = (
        native
          ? fusedBatchNorm(native, [x, scale, offset], { epsilon, training: true, relu })
          : portableForward(x, scale, offset, epsilon, count, relu)
      ) as [Tensor4D, Tensor1D, Tensor1D, ...Tensor[]];
      save([x, scale, result, ...reserved]);
      return [result, batchMean, batchVariance];
    },
    ([dy], saved) => {
      const [savedX, savedScale, result, first, second, third] = saved as [
        Tensor4D,
        Tensor1D,
        Tensor4D,
        Tensor1D,
        Tensor1D,
        Tensor1D,
      ];
      const masked = relu ? reluGradient(dy as Tensor4D, result) : (dy as Tensor4D);
      const native = nativeBackend();
      if (native) {
        const inputs = [masked, savedX, savedScale, first, second, third] as const;
        const [dx, dScale, dOffset] = fusedBatchNormGradient(native, inputs, { epsilon, training: true });
        return { x: () => dx, scale: () => dScale, offset: () => dOffset };
      }
      const dOffset = channelSums(masked);
      const dScale = mul(channelSums(mul(masked, sub(savedX, first))), second);
      // dx = scale/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), gathered into one factor a channel for each of dy and x − mean.
      const factor = mul(savedScale, second);
      const slope = mul(mul(factor, mul(second, dScale)), -1 / count);
      const constant = mul(mul(factor, dOffset), -1 / count);
      return {
        x: () => add(add(mul(masked, factor), mul(sub(savedX, first), slope)), constant),
        scale: () => dScale,
        offset: () => dOffset,
      };
    },
  ) as [Tensor4D, Tensor1D, Tensor1D];
  return { y, mean, variance };
}
