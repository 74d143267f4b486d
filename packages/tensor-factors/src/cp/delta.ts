import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { add, matMul, reshape, tidy } from '@tensorflow/tfjs-core';
import type { CpFactors } from './factors.js';
import { khatriRao } from './khatri-rao.js';

/** ΔW = Σ_r b_r ⊗ a_r ⊗ s_r as an HWIO kernel, K_h×K_w×C_in×C_out. */
export function cpDelta(factors: CpFactors, kernel: readonly [number, number]): Tensor4D {
  const { a, b, s } = factors;
  return tidy(() => {
    const flat = matMul(khatriRao(s, a), b, false, true) as Tensor2D;
    return reshape(flat, [kernel[0], kernel[1], a.shape[0], b.shape[0]]) as Tensor4D;
  });
}

/** W + ΔW, the kernel a domain runs with, HWIO. */
export function cpMerge(base: Tensor4D, factors: CpFactors): Tensor4D {
  return tidy(() => add(base, cpDelta(factors, [base.shape[0], base.shape[1]])));
}
