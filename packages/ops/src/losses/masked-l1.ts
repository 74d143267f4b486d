import { abs, mul, type Scalar, sign, sub, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkShape } from '../check.js';
import { total } from './total.js';

/**
 * The mean of |x − t| over the numbers that count, differentiable in x; 0 where none counts. Its gradient at x = t
 * is 0.
 *
 * @param output x, any shape
 * @param target t, of the same shape; what it holds where nothing counts is not looked at
 * @param mask of the same shape, boolean: which numbers count
 * @throws UsageError when the shapes differ
 */
export function maskedL1(output: Tensor, target: Tensor, mask: Tensor): Scalar {
  checkShape('maskedL1', 'target', target.shape, output.shape);
  checkShape('maskedL1', 'mask', mask.shape, output.shape);
  return differentiable<Tensor>(
    { output },
    (save) => {
      let count = 0;
      for (const counts of mask.dataSync()) count += counts;
      const scale = 1 / Math.max(1, count);
      // Not a product: a target that is not a number must not reach the loss where it does not count.
      const difference = where(mask, sub(output, target), zerosLike(output));
      save([mul(sign(difference), scale)]);
      return mul(total(abs(difference)), scale);
    },
    (dy, [slope]) => ({ output: () => mul(slope as Tensor, dy) }),
  ) as Scalar;
}
