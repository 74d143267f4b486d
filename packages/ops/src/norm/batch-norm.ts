import {
  add,
  mul,
  rsqrt,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { nativeBackend } from '../native-backend.js';
import { rectify } from '../rectify.js';
import { reluGradient } from '../relu.js';
import { type BatchNormOptions, checkBatchNorm } from './checks.js';
import { fusedBatchNorm, fusedBatchNormGradient } from './fused.js';

/** Scale, offset and statistics of a batch norm, one number per channel. */
export interface BatchNormParameters {
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/**
 * Batch normalisation with running statistics, y = (x − mean) / √(variance + ε) · scale + offset, then the
 * activation; differentiable in x, scale and offset, while the statistics are constants.
 *
 * @param x [N, H, W, C]; every parameter [C]
 * @throws UsageError when the shapes do not fit
 */
export function batchNorm(x: Tensor4D, p: BatchNormParameters, options: BatchNormOptions = {}): Tensor4D {
  const { epsilon = 1e-5, activation } = options;
  const { scale, offset, mean, variance } = p;
  checkBatchNorm('batchNorm', x, { scale, offset, mean, variance }, epsilon);
  const relu = activation === 'relu';
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
        scale: () =>
          tidy(() => mul(sum(mul(masked, sub(savedX, savedMean as Tensor)), [0, 1, 2]), deviation)),
        offset: () => sum(masked, [0, 1, 2]),
      };
    },
    { name: 'batchNorm', attributes: { epsilon, activation }, constants: { mean, variance } },
  );
}
