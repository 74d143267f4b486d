import { mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank, checkWhole } from './check.js';
import { meanOfBlocks, repeatPixels } from './pool/blocks.js';

/**
 * Nearest-neighbour enlargement by a whole factor, y[n, h, w, c] = x[n, ⌊h/f⌋, ⌊w/f⌋, c], differentiable in x.
 *
 * @param x [N, H, W, C]
 * @returns [N, f·H, f·W, C]
 * @throws UsageError when the factor is not a whole number from 1 up
 */
export function upsampleNearest(x: Tensor4D, factor = 2): Tensor4D {
  checkRank('upsampleNearest', 'x', x, '[N, H, W, C]');
  checkWhole('upsampleNearest', 'factor', factor, 1);
  return differentiable(
    { x },
    () => repeatPixels(x, factor),
    (dy) => ({ x: () => tidy(() => mul(meanOfBlocks(dy, factor), factor * factor)) }),
  );
}
