import { relu } from '@ftn/ops';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { matMul, mul, sqrt, sum, tidy } from '@tensorflow/tfjs-core';
import type { CpFactors } from './factors.js';

const gram = (factor: Tensor2D) => matMul(factor, factor, true, false);

/**
 * ‖ΔW‖_F = √(1ᵀ[(AᵀA) ∘ (BᵀB) ∘ (SᵀS)]1), from three R×R matrices and without forming ΔW.
 * Rounding can make the sum of a vanishing tensor slightly negative; it counts as zero.
 */
export function cpNorm(factors: CpFactors): Scalar {
  return tidy(() => {
    const product = mul(mul(gram(factors.a), gram(factors.b)), gram(factors.s));
    return sqrt(relu(sum(product))) as Scalar;
  });
}
