import { add, mul, rsqrt, sub, type Tensor, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { channelSums } from '../channel-sums.js';
import { checkShape } from '../check.js';
import { kernelBackend } from '../kernels.js';
import { lastUse } from '../last-use.js';
import { type NativeBackend, nativeBackend } from '../native-backend.js';
import { rectify } from '../rectify.js';
import { reluGradient } from '../relu.js';
import { addThenActivate, type BatchNormOptions, checkBatchNorm } from './checks.js';
import { fusedBatchNorm, fusedBatchNormGradient } from './fused.js';
import { type KernelOptions, kernelBatchNorm, kernelBatchNormGradients } from './kernel-batch-norm.js';

/** Scale, offset and statistics of a batch norm, one number per channel. */
export interface BatchNormParameters {
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

const describe = (epsilon: number, relu: boolean, mean: Tensor1D, variance: Tensor1D) => ({
  name: 'batchNorm',
  attributes: { epsilon, activation: relu ? ('relu' as const) : undefined },
  constants: { mean, variance },
});

/** `batchNorm` with all that follows it in one pass. */
function normByKernels(
  native: NativeBackend,
  x: Tensor4D,
  { scale, offset, mean, variance }: BatchNormParameters,
  options: KernelOptions,
): Tensor4D {
  const { epsilon, relu, added } = options;
  return differentiable(
    { x, scale, offset, ...(added ? { added } : {}) },
    (save) => {
      const y = kernelBatchNorm(native, [x, scale, offset, mean, variance], options);
      save([x, scale, offset, mean, variance, ...(added && relu ? [y] : [])]);
      return y;
    },
    (dy, saved) => {
      const [savedX, savedScale, savedOffset, savedMean, savedVariance, y] = saved as [
        Tensor4D,
        Tensor1D,
        Tensor1D,
        Tensor1D,
        Tensor1D,
        Tensor4D?,
      ];
      const inverse = rsqrt(add(savedVariance, epsilon)) as Tensor1D;
      const kept = [savedX, savedScale, savedOffset, savedMean, inverse, y] as const;
      return kernelBatchNormGradients(native, dy, kept, { training: false, relu, added });
    },
    describe(epsilon, relu, mean, variance),
  );
}

/**
 * Batch normalisation with running statistics, y = (x − mean) / √(variance + ε) · scale + offset, plus `added`, then the
 * activation; differentiable in x, scale, offset and `added`, while the statistics are constants.
 *
 * @param x [N, H, W, C]; every parameter [C]
 * @throws UsageError when the shapes do not fit
 */
export function batchNorm(x: Tensor4D, p: BatchNormParameters, options: BatchNormOptions = {}): Tensor4D {
  const { epsilon = 1e-5, activation, added } = options;
  const { scale, offset, mean, variance } = p;
  checkBatchNorm('batchNorm', x, { scale, offset, mean, variance }, epsilon);
  if (added) checkShape('batchNorm', 'added', added.shape, x.shape);
  const relu = activation === 'relu';
  const kernels = kernelBackend();
  if (added && !kernels) {
    return lastUse(batchNorm(x, p, { epsilon }), (y) => addThenActivate(y, added, activation));
  }
  if (kernels) return normByKernels(kernels, x, p, { epsilon, relu, added });
  return differentiable(
    { x, scale, offset },
    (save) => {
      const native = nativeBackend();
      let y: Tensor4D;
      if (native) {
        [y] = fusedBatchNorm(native, [x, scale, offset, mean, variance], { epsilon, training: false, relu });
      } else {
        const factor = mul(scale, rsqrt(add(variance, epsilon)));
        y = add(mul(x, factor), sub(offset, mul(mean, factor)));
        if (relu) y = rectify(y);
      }
      save(relu ? [x, scale, mean, variance, y] : [x, scale, mean, variance]);
      return y;
    },
    (dy, saved) => {
      const [savedX, savedScale, savedMean, savedVariance, y] = saved as [Tensor4D, ...Tensor[]];
      const masked = y ? reluGradient(dy, y) : dy;
      const native = nativeBackend();
      if (native) {
        const inputs = [
          masked,
          savedX,
          savedScale as Tensor,
          savedMean as Tensor,
          savedVariance as Tensor,
        ] as const;
        const [dx, dScale, dOffset] = fusedBatchNormGradient(native, inputs, { epsilon, training: false });
        return { x: () => dx, scale: () => dScale, offset: () => dOffset };
      }
      const deviation = rsqrt(add(savedVariance as Tensor, epsilon));
      return {
        x: () => mul(masked, mul(savedScale as Tensor, deviation)),
        scale: () => tidy(() => mul(channelSums(mul(masked, sub(savedX, savedMean as Tensor))), deviation)),
        offset: () => channelSums(masked),
      };
    },
    describe(epsilon, relu, mean, variance),
  );
}
