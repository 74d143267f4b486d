import type { ConvLayer } from '@ftn/layers';
import { relu } from '@ftn/ops';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { matMul, mul, norm, reshape, sqrt, sum, tidy } from '@tensorflow/tfjs-core';
import type { CpFactors, CpModes } from './factors.js';

/** Scalars of a rank-`rank` CP tensor over a layer: R·(C_out + C_in + K²), or R·(C_out + C_in + K_h + K_w). */
export function cpCount(layer: ConvLayer, rank: number, modes: CpModes = 'three'): number {
  const [height, width] = layer.kernel;
  const spatial = modes === 'three' ? height * width : height + width;
  return rank * (layer.outChannels + layer.inChannels + spatial);
}

/** The column-wise Kronecker product: (P×R, Q×R) → (P·Q)×R, row (p, q) = first[p] ∘ second[q]. */
export function khatriRao(first: Tensor2D, second: Tensor2D): Tensor2D {
  const [p, rank] = first.shape;
  const [q] = second.shape;
  return reshape(mul(reshape(first, [p, 1, rank]), reshape(second, [1, q, rank])), [p * q, rank]);
}

/** ΔW = Σ_r b_r ⊗ a_r ⊗ s_r as an HWIO kernel, K_h×K_w×C_in×C_out. */
export function cpDelta(factors: CpFactors, kernel: readonly [number, number]): Tensor4D {
  const { a, b, s } = factors;
  return tidy(() => {
    const flat = matMul(khatriRao(s, a), b, false, true) as Tensor2D;
    return reshape(flat, [kernel[0], kernel[1], a.shape[0], b.shape[0]]) as Tensor4D;
  });
}

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

/**
 * ‖b_r ⊗ a_r ⊗ s_r‖_F = Π ‖column r of each factor‖ for every rank r: how far ΔW moves when that rank alone
 * is taken out. `factors` are all matrices of one CP tensor, size×R each.
 */
export function cpRankNorms(factors: Iterable<Tensor>): Float32Array {
  return tidy(() => {
    const columns = [...factors].map((factor) => norm(factor as Tensor2D, 'euclidean', 0) as Tensor1D);
    return columns.reduce((product, lengths) => mul(product, lengths)).dataSync<'float32'>();
  });
}
