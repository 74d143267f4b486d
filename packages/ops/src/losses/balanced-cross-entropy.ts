import { UsageError } from '@ftn/errors';
import {
  abs,
  add,
  exp,
  log1p,
  mul,
  neg,
  type Scalar,
  sigmoid,
  sub,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkShape } from '../check.js';
import { rectify } from '../rectify.js';
import { total } from './total.js';

/** Weighting of the balanced cross entropy. */
export interface BalancedCrossEntropyOptions {
  /** Weight w of the positive places; the negative ones have 1 − w. In [0, 1]. */
  readonly positiveWeight: number;
  /** Labels above this do not count; default 1.1. */
  readonly ignoreAbove?: number;
}

/** The weight of log σ(x) and of log(1 − σ(x)) at every place, zero where the label does not count. */
function weigh(
  labels: Tensor,
  { positiveWeight, ignoreAbove = 1.1 }: BalancedCrossEntropyOptions,
): { positive: Tensor; negative: Tensor } {
  const values = labels.dataSync();
  const positive = new Float32Array(values.length);
  const negative = new Float32Array(values.length);
  let count = 0;
  for (const value of values) if (value <= ignoreAbove) count++;
  const scale = 1 / Math.max(1, count);
  for (let i = 0; i < values.length; i++) {
    const label = values[i] as number;
    if (!(label <= ignoreAbove)) continue;
    positive[i] = scale * positiveWeight * label;
    negative[i] = scale * (1 - positiveWeight) * (1 - label);
  }
  return { positive: tensor(positive, labels.shape), negative: tensor(negative, labels.shape) };
}

/**
 * The mean over the places that count of −w·t·log σ(x) − (1 − w)·(1 − t)·log(1 − σ(x)), differentiable in x; 0 where
 * none counts. Rare positives, such as edges, get a large w.
 *
 * @param logits x, any shape
 * @param labels t in [0, 1], of the same shape; above `ignoreAbove`, or not a number, for places that do not count
 * @throws UsageError when the shapes differ or the weight lies outside [0, 1]
 */
export function balancedCrossEntropy(
  logits: Tensor,
  labels: Tensor,
  options: BalancedCrossEntropyOptions,
): Scalar {
  checkShape('balancedCrossEntropy', 'labels', labels.shape, logits.shape);
  const { positiveWeight } = options;
  if (!(positiveWeight >= 0 && positiveWeight <= 1)) {
    throw new UsageError('balancedCrossEntropy: positiveWeight must lie in [0, 1]', {
      got: String(positiveWeight),
    });
  }
  return differentiable<Tensor>(
    { logits },
    (save) => {
      const { positive, negative } = weigh(labels, options);
      // −log σ(x) = softplus(−x) = max(−x, 0) + log(1 + e^−|x|), and −log(1 − σ(x)) = softplus(x): both finite.
      const tail = log1p(exp(neg(abs(logits))));
      const losses = add(
        mul(positive, add(rectify(neg(logits)), tail)),
        mul(negative, add(rectify(logits), tail)),
      );
      const probability = sigmoid(logits);
      save([sub(mul(negative, probability), mul(positive, sub(1, probability)))]);
      return total(losses);
    },
    (dy, [slope]) => ({ logits: () => mul(slope as Tensor, dy) }),
  ) as Scalar;
}
