import type { RandomStream } from '@ftn/random';
import { orthogonalColumns } from '@ftn/random';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { tensor2d, zeros } from '@tensorflow/tfjs-core';

/**
 * How factors begin. `zero-output`: b = 0, so that ΔW = 0 and the domain starts at the shared network
 * (exactly one factor may be zero: with two, no gradient ever reaches any of them). `orthogonal` and
 * `normal` draw every factor, so that ΔW ≠ 0 at the start.
 */
export type CpInit = 'zero-output' | 'orthogonal' | 'normal';

/** One mode of a CP tensor: its length and whether it is the one that may begin at zero. */
export interface CpMode {
  readonly size: number;
  readonly output: boolean;
}

/**
 * The initial matrix (size×R) of one mode. Non-zero factors have deviation 1/√size, so that a rank's
 * projection of unit-variance input, Σ_{i,k} a_i s_k x_{ik}, has unit variance whatever the layer's size.
 */
export function initialFactor(mode: CpMode, rank: number, init: CpInit, random: RandomStream): Tensor2D {
  if (init === 'zero-output' && mode.output) return zeros([mode.size, rank]);
  if (init === 'orthogonal') {
    return tensor2d(orthogonalColumns(mode.size, rank, random), [mode.size, rank]);
  }
  return tensor2d(random.normals(mode.size * rank, 1 / Math.sqrt(mode.size)), [mode.size, rank]);
}
