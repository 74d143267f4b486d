import { UsageError } from '@ftn/errors';
import {
  exp,
  log,
  max,
  mul,
  neg,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank } from '../check.js';
import { total } from './total.js';

/** Options of the cross entropy with soft targets. */
export interface SoftCrossEntropyOptions {
  /** What the sum over all rows is divided by; default their number. */
  readonly divisor?: number;
}

/**
 * −Σ_n Σ_c t[n, c] · log softmax(logits)[n, c], divided by the number of rows or `divisor`; differentiable in the logits. The
 * targets of a row may be any weights: probabilities of mixed images, or classes that count more than others.
 *
 * @param logits [N, classes]
 * @param targets [N, classes], not negative
 * @throws UsageError when shapes do not fit
 */
export function softCrossEntropy(
  logits: Tensor2D,
  targets: Tensor2D,
  { divisor = logits.shape[0] }: SoftCrossEntropyOptions = {},
): Scalar {
  checkRank('softCrossEntropy', 'logits', logits, '[N, classes]');
  if (logits.shape.join() !== targets.shape.join()) {
    throw new UsageError('softCrossEntropy: targets do not fit the logits', {
      expected: `[${logits.shape.join(', ')}]`,
      got: `[${targets.shape.join(', ')}]`,
    });
  }
  return differentiable<Tensor>(
    { logits },
    (save) => {
      const shifted = sub(logits, max(logits, 1, true));
      const logProbability = sub(shifted, log(sum(exp(shifted), 1, true)));
      // The targets of a row need not add up to 1.
      save([sub(mul(exp(logProbability), sum(targets, 1, true)), targets)]);
      return mul(neg(total(mul(targets, logProbability))), 1 / divisor);
    },
    (dy, [difference]) => ({ logits: () => mul(difference as Tensor, mul(dy, 1 / divisor)) }),
  ) as Scalar;
}
