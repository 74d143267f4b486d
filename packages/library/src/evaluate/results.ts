import { type Batch, type Dataset, imageName } from '@ftn/datasets';
import { classScores } from '@ftn/metrics';
import type { Confusion, Prediction, Task } from '@ftn/tasks';
import type { ClassResult, ImageResult } from './evaluation.js';

/** How every class did, by how often each was taken for each; nothing where there are no classes. */
export function classResults(names: readonly string[], confusion: Confusion | undefined): ClassResult[] {
  if (!confusion) return [];
  return classScores(confusion.counts, names.length).map((score, c) => ({
    class: names[c]!,
    count: score.truth,
    predicted: score.predicted,
    correct: score.correct,
    accuracy: score.recall,
    precision: score.precision,
    iou: score.iou,
  }));
}

/** How every image of a batch did. */
export function imageResults(
  task: Pick<Task, 'outputs' | 'decisions'>,
  set: Dataset,
  of: { readonly losses: Float32Array; readonly batch: Batch; readonly prediction: Prediction },
): ImageResult[] {
  const decisions = task.decisions?.(of.prediction, of.batch);
  return Array.from(of.losses, (loss, i) => {
    const index = of.batch.indices[i]!;
    const result = { image: imageName(set, index), index, loss };
    const made = decisions?.[i];
    if (!made) return result;
    const { truth, predicted, confidence } = made;
    const names = { truth: task.outputs[truth]!, predicted: task.outputs[predicted]! };
    return { ...result, decision: { ...names, confidence, correct: truth === predicted } };
  });
}

/** A loss by which images are put in order: one that is no number is worst of all. */
export const rankingLoss = ({ loss }: Pick<ImageResult, 'loss'>): number =>
  Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
