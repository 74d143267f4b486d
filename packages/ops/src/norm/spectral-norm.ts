import {
  div,
  matMul,
  maximum,
  mul,
  reshape,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { differentiableMany } from '../autodiff/differentiable.js';
import { checkShape } from '../check.js';

/** Which axis of a weight counts its outputs: the first of a linear layer's or a table's, the last of a kernel (HWIO). */
export type OutputAxis = 'first' | 'last';

/** The normalised weight with σ and the updated vectors. */
export interface SpectralNormResult<T> {
  /** weight / σ. */
  readonly weight: T;
  /** The estimate of the largest singular value; a constant for the gradient, as are the vectors. */
  readonly sigma: Scalar;
  /** The vector of outputs after the step, [1, outputs]: where the next step begins. */
  readonly u: Tensor2D;
}

const unit = (vector: Tensor, epsilon: number) => div(vector, maximum(sqrt(sum(square(vector))), epsilon));

/**
 * Spectral normalisation by one power iteration from u: v = unit(u·M), u′ = unit(v·Mᵀ), σ = v·Mᵀ·u′ᵀ, weight / σ, with M the
 * weight as an outputs × inputs matrix (Miyato et al., Spectral Normalization for GANs, 2018).
 *
 * Differentiable in the weight with u′ and v held constant: ∂L/∂W = (G − ⟨G, W/σ⟩ · u′ᵀv) / σ for G = ∂L/∂(W/σ).
 *
 * @param weight [out, …] or, a kernel, [K_h, K_w, in, out]
 * @param u [1, out]
 * @param options `epsilon`: the least length a vector is divided by
 * @throws UsageError when u does not fit the weight
 */
export function spectralNorm<T extends Tensor>(
  weight: T,
  u: Tensor2D,
  options: { readonly outputs: OutputAxis; readonly epsilon?: number },
): SpectralNormResult<T> {
  const { outputs, epsilon = 1e-12 } = options;
  const first = outputs === 'first';
  const count = first ? weight.shape[0]! : weight.shape.at(-1)!;
  checkShape('spectralNorm', 'u', u.shape, [1, count]);
  const matrix = (w: Tensor) =>
    reshape(w, first ? [count, w.size / count] : [w.size / count, count]) as Tensor2D;
  const shape = weight.shape;
  const [normalised, sigma, next] = differentiableMany(
    { weight },
    (save) => {
      const m = matrix(weight);
      const v = unit(matMul(u, m, false, !first), epsilon);
      const image = matMul(v, m, false, first);
      const left = unit(image, epsilon);
      const value = reshape(sum(mul(image, left)), []) as Scalar;
      const result = div(weight, value);
      save([result, value, left, v]);
      return [result, value, left];
    },
    ([dy], saved) => ({
      weight: () =>
        tidy(() => {
          const [result, value, left, v] = saved as [Tensor, Tensor, Tensor, Tensor];
          const along = sum(mul(dy as Tensor, result));
          const direction = first ? matMul(left, v, true) : matMul(v, left, true);
          return div(sub(dy as Tensor, reshape(mul(along, direction), shape)), value);
        }),
    }),
  ) as [T, Scalar, Tensor2D];
  return { weight: normalised, sigma, u: next };
}
