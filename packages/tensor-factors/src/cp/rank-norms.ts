import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { mul, norm, tidy } from '@tensorflow/tfjs-core';

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
