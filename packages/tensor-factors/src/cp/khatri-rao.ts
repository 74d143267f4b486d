import type { Tensor2D } from '@tensorflow/tfjs-core';
import { mul, reshape } from '@tensorflow/tfjs-core';

/** The column-wise Kronecker product: (P×R, Q×R) → (P·Q)×R, row (p, q) = first[p] ∘ second[q]. */
export function khatriRao(first: Tensor2D, second: Tensor2D): Tensor2D {
  const [p, rank] = first.shape;
  const [q] = second.shape;
  return reshape(mul(reshape(first, [p, 1, rank]), reshape(second, [1, q, rank])), [p * q, rank]);
}
