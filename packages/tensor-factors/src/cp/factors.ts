import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * The factors of a rank-R CP tensor over a convolution kernel (C_out, C_in, K²):
 * ΔW[o, i, k] = Σ_r b[o, r] · a[i, r] · s[k, r], with k = row · K_w + column.
 */
export interface CpFactors<T = Tensor2D> {
  /** C_in × R. */
  readonly a: T;
  /** C_out × R. */
  readonly b: T;
  /** K² × R. */
  readonly s: T;
}

/** The four-mode form: the K×K kernel of each rank is itself an outer product, s[(p, q), r] = h[p, r] · v[q, r]. */
export interface SeparableCpFactors<T = Tensor2D> {
  readonly a: T;
  readonly b: T;
  /** K_h × R. */
  readonly h: T;
  /** K_w × R. */
  readonly v: T;
}

/** `three`: C_out, C_in, K². `separable`: C_out, C_in, K_h, K_w. */
export type CpModes = 'three' | 'separable';
