import type { Domain } from '@ftn/adapters';
import { norm, tidy } from '@tensorflow/tfjs-core';

/** How far a domain moves one convolution from the shared one. */
export interface LayerNorm {
  readonly layer: string;
  /** R of ΔW, or null where it has none. */
  readonly rank: number | null;
  /** ‖ΔW‖_F. */
  readonly norm: number;
  /** ‖ΔW‖_F / ‖W‖_F. */
  readonly relative: number;
  /** What the domain's file keeps for the layer. */
  readonly scalars: number;
}

/**
 * ‖ΔW‖_F of every convolution the domain adapts, in the backbone's order; low-rank ones by the Gram matrices of
 * their factors, √(1ᵀ[(AᵀA) ∘ (BᵀB) ∘ (SᵀS)]1) (supplement, sections B and C).
 */
export function layerNorms({ backbone, parts }: Domain): LayerNorm[] {
  return backbone.architecture.convolutions.flatMap(({ name }) => {
    const parametrization = parts.parametrizations.get(name);
    if (!parametrization) return [];
    const scalars = [...parametrization.stored().values()].reduce((n, tensor) => n + tensor.size, 0);
    // A layer that was closed while training, as TAPS does, runs on the shared kernel.
    if (scalars === 0) return [];
    const kernel = backbone.kernel(name);
    const moved = parametrization.norm(kernel);
    const base = tidy(() => norm(kernel).dataSync()[0]!);
    const { rank = null } = parametrization;
    return [{ layer: name, rank, norm: moved, relative: moved / base, scalars }];
  });
}
