import {
  type ConvOptions,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  differentiable,
} from '@ftn/ops';
import { add, mul, reshape, sum, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** A residual kernel that a gate adds to a frozen one or leaves away. */
export interface GatedResidual {
  /** δ, of the kernel's shape. */
  readonly residual: Tensor4D;
  /** s, one number. */
  readonly score: Tensor;
  /** I: whether s has reached its threshold. */
  readonly open: boolean;
}

/**
 * y = x ∗ (W + I·δ) with I = 1[s ≥ threshold], differentiable in x, δ and s, never in the base W. The step has no
 * slope, so its gradient goes straight through: with G = ∂L/∂(W + I·δ), ∂L/∂δ = I·G and ∂L/∂s = ⟨G, δ⟩.
 *
 * A closed gate convolves with W as it is; G is still formed for s, and δ gets no gradient at all.
 *
 * @param x [N, H, W, C_in]
 * @param base W, [K_h, K_w, C_in, C_out]
 */
export function gatedConv2d(
  x: Tensor4D,
  base: Tensor4D,
  { residual, score, open }: GatedResidual,
  options: ConvOptions = {},
): Tensor4D {
  return differentiable(
    open ? { x, residual, score } : { x, score },
    (save) => {
      const kernel = open ? (add(base, residual) as Tensor4D) : base;
      save([x, kernel, residual]);
      return conv2d(x, kernel, options);
    },
    (dy, saved, wanted) => {
      const [savedX, kernel, savedResidual] = saved as [Tensor4D, Tensor4D, Tensor4D];
      const gradient =
        wanted('residual') || wanted('score')
          ? conv2dFilterGradient(savedX, dy, kernel.shape, options)
          : undefined;
      return {
        x: () => conv2dInputGradient(dy, kernel, savedX.shape, options),
        residual: () => gradient as Tensor,
        score: () => tidy(() => reshape(sum(mul(gradient as Tensor, savedResidual)), score.shape)),
      };
    },
  );
}
