import type { Batch } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { crossEntropy, softCrossEntropy } from '@ftn/ops';
import { type Scalar, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { targetOf } from './target-of.js';

/** What is changed of the cross entropy of classes; nothing where nothing is said. */
export interface ClassLoss {
  /** The share of every target spread evenly over all classes, in [0, 1); default 0. */
  readonly labelSmoothing?: number | undefined;
  /** How much an image of each class counts; default all alike. */
  readonly classWeights?: readonly number[] | undefined;
}

/** How far each image belongs to each class, [batch, classes], row by row. */
function probabilities(batch: Batch, classes: number): Float32Array {
  if (batch.mixed) return batch.mixed.data;
  const { data } = targetOf(batch, 'label');
  const rows = new Float32Array(data.length * classes);
  for (const [i, label] of data.entries()) rows[i * classes + label] = 1;
  return rows;
}

/**
 * The cross entropy of logits, N × classes, as torch.nn.CrossEntropyLoss(weight, label_smoothing): with weights w it is
 * −Σ_n Σ_c w_c t[n, c] log p[n, c] over Σ_n w_label(n), or over N where images are mixed and their targets t are probabilities.
 *
 * @throws UsageError where there are not as many weights as classes
 */
export function classLoss(output: Tensor2D, batch: Batch, settings: ClassLoss): Scalar {
  const { labelSmoothing = 0, classWeights } = settings;
  const { data: labels } = targetOf(batch, 'label');
  if (!batch.mixed && !classWeights) {
    return crossEntropy(output, tensor1d(labels, 'int32'), { labelSmoothing });
  }
  const [rows, classes] = output.shape;
  if (classWeights && classWeights.length !== classes) {
    throw new UsageError('there must be a weight for each class', {
      expected: String(classes),
      got: String(classWeights.length),
    });
  }
  const weightOf = (label: number) => classWeights?.[label] ?? 1;
  const targets = probabilities(batch, classes).map(
    (share, i) => weightOf(i % classes) * ((1 - labelSmoothing) * share + labelSmoothing / classes),
  );
  const divisor = batch.mixed ? rows : labels.reduce((sum, label) => sum + weightOf(label), 0);
  return softCrossEntropy(output, tensor2d(targets, [rows, classes]), { divisor });
}
