import type { FactorizedLayer } from '@ftn/adapters';
import type { ConvLayer } from '@ftn/layers';

/** A convolution's ΔW as LoRA keeps it: ΔW[o, i, k] = Σ_r up[o, r] · down[r, i, k], any scale included. */
export interface LoraLayer {
  readonly layer: ConvLayer;
  /** R. */
  readonly rank: number;
  /** C_out×R, row-major. */
  readonly up: Float32Array;
  /** R×C_in×K_h×K_w, row-major: the kernel of a convolution with R outputs. */
  readonly down: Float32Array;
}

/**
 * Factors as LoRA, exactly: down[r] = a_r ⊗ s_r and up[r] = b_r.
 *
 * A convolution by ΔW = Σ_r b_r ⊗ a_r ⊗ s_r is one with R outputs, of the layer's own kernel, stride and padding, before
 * one of 1×1: the two of LoRA, whose `down` kernels happen to be of rank one.
 */
export function loraOf({ layer, rank, factors }: FactorizedLayer): LoraLayer {
  const { a, b, s } = factors;
  const [inputs, size] = [a.length / rank, s.length / rank];
  const down = new Float32Array(rank * inputs * size);
  for (let r = 0, n = 0; r < rank; r++) {
    for (let i = 0; i < inputs; i++) {
      for (let k = 0; k < size; k++) down[n++] = a[i * rank + r]! * s[k * rank + r]!;
    }
  }
  return { layer, rank, up: b, down };
}
