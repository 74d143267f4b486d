import { UsageError } from '@ftn/errors';
import {
  add,
  cast,
  exp,
  log,
  max,
  mul,
  neg,
  oneHot,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank, checkVector } from '../check.js';
import { nativeBackend } from '../native-backend.js';
import { nativeCrossEntropy } from './native-cross-entropy.js';
import { total } from './total.js';

/** Options of the cross entropy. */
export interface CrossEntropyOptions {
  /** The share of every target spread evenly over all classes, in [0, 1); default 0. */
  readonly labelSmoothing?: number;
  /** The label of rows that do not count, e.g. 255 for pixels without a class; default none. */
  readonly ignoreIndex?: number;
}

/** Labels with 0 in the place of those that do not count, and which rows count. */
interface Counted {
  readonly labels: Tensor1D;
  /** 1 or 0 for each row; absent where all count. */
  readonly mask: Tensor1D | null;
  readonly count: number;
}

/** @throws UsageError for a label that names no class: oneHot would take it for no class at all */
function countLabels(labels: Tensor1D, classes: number, ignoreIndex: number | undefined): Counted {
  const values = labels.dataSync();
  const kept = new Int32Array(values.length);
  const mask = new Float32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const label = values[i] as number;
    if (label === ignoreIndex) continue;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new UsageError(`crossEntropy: labels[${i}] does not name a class`, {
        expected: `0 … ${classes - 1}${ignoreIndex === undefined ? '' : ` or ${ignoreIndex}`}`,
        got: String(label),
      });
    }
    kept[i] = label;
    mask[i] = 1;
    count++;
  }
  const all = count === values.length;
  return { labels: tensor1d(kept, 'int32'), mask: all ? null : tensor1d(mask), count };
}

/** The sum over all rows of −Σ_c t[c] · log p[c], and p − t. */
function portable(
  logits: Tensor2D,
  { labels, mask }: Counted,
  labelSmoothing: number,
): { sum: Tensor; difference: Tensor } {
  const [, classes] = logits.shape;
  const shifted = sub(logits, max(logits, 1, true));
  const logProbability = sub(shifted, log(sum(exp(shifted), 1, true)));
  const hard = cast(oneHot(labels, classes), 'float32');
  const target = labelSmoothing === 0 ? hard : add(mul(hard, 1 - labelSmoothing), labelSmoothing / classes);
  const losses = sum(mul(target, logProbability), 1);
  return {
    sum: neg(total(mask ? mul(losses, mask) : losses)),
    difference: sub(exp(logProbability), target),
  };
}

/**
 * The mean over the rows that count of −Σ_c t[c] · log softmax(logits)[c], differentiable in the logits, where t is
 * (1 − labelSmoothing) at the label plus labelSmoothing / classes everywhere; 0 where no row counts.
 *
 * @param logits [N, classes]; pixels are rows too
 * @param labels [N], int32
 * @throws UsageError when shapes do not fit or a label names no class
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D, options: CrossEntropyOptions = {}): Scalar {
  const { labelSmoothing = 0, ignoreIndex } = options;
  checkRank('crossEntropy', 'logits', logits, '[N, classes]');
  const [batch, classes] = logits.shape;
  checkVector('crossEntropy', 'labels', labels, batch);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new UsageError('crossEntropy: labelSmoothing must lie in [0, 1)', { got: String(labelSmoothing) });
  }
  return differentiable<Tensor>(
    { logits },
    (save) => {
      const counted = countLabels(labels, classes, ignoreIndex);
      const native = labelSmoothing === 0 ? nativeBackend() : undefined;
      const { sum, difference } = native
        ? nativeCrossEntropy(native, logits, counted.labels, counted.mask)
        : portable(logits, counted, labelSmoothing);
      const scale = 1 / Math.max(1, counted.count);
      save(counted.mask ? [difference, mul(counted.mask, scale)] : [difference]);
      return mul(sum, scale);
    },
    (dy, [difference, weights]) => ({
      logits: () => {
        const scale = weights ? reshape(mul(weights, dy), [batch, 1]) : mul(dy, 1 / batch);
        return mul(difference as Tensor, scale);
      },
    }),
  ) as Scalar;
}
