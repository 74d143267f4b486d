import { UsageError } from '@ftn/errors';
import {
  add,
  cast,
  exp,
  log,
  max,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank, checkVector } from './check.js';

export interface CrossEntropyOptions {
  /** The share of every target spread evenly over all classes, in [0, 1); default 0. */
  readonly labelSmoothing?: number;
}

/** @throws UsageError for a label that names no class: oneHot would take it for no class at all. */
function checkLabels(labels: Tensor1D, classes: number): void {
  const values = labels.dataSync();
  const wrong = values.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong >= 0) {
    throw new UsageError(`crossEntropy: labels[${wrong}] names no class`, {
      expected: `0 … ${classes - 1}`,
      got: String(values[wrong]),
    });
  }
}

/**
 * The mean over the batch of −Σ_c t[c] · log softmax(logits)[c], differentiable in the logits, where t is
 * (1 − labelSmoothing) at the label plus labelSmoothing / classes everywhere.
 *
 * @param logits [N, classes]
 * @param labels [N], int32
 * @throws UsageError when shapes do not fit or a label names no class
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D, options: CrossEntropyOptions = {}): Scalar {
  const { labelSmoothing = 0 } = options;
  checkRank('crossEntropy', 'logits', logits, '[N, classes]');
  const [batch, classes] = logits.shape;
  checkVector('crossEntropy', 'labels', labels, batch);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new UsageError('crossEntropy: labelSmoothing must lie in [0, 1)', { got: String(labelSmoothing) });
  }
  checkLabels(labels, classes);
  return differentiable<Tensor>(
    { logits },
    (save) => {
      const shifted = sub(logits, max(logits, 1, true));
      const logProbability = sub(shifted, log(sum(exp(shifted), 1, true)));
      const hard = cast(oneHot(cast(labels, 'int32'), classes), 'float32');
      const target =
        labelSmoothing === 0 ? hard : add(mul(hard, 1 - labelSmoothing), labelSmoothing / classes);
      save([sub(exp(logProbability), target)]);
      return neg(mean(sum(mul(target, logProbability), 1)));
    },
    (dy, [difference]) => ({ logits: () => mul(difference as Tensor, mul(dy, 1 / batch)) }),
  ) as Scalar;
}
