import { MismatchError } from '@ftn/errors';

/** How one class did, in percent; NaN where nothing was counted. */
export interface ClassScores {
  /** Samples of this class in the truth, in the prediction, and in both. */
  readonly truth: number;
  readonly predicted: number;
  readonly correct: number;
  /** 100 · correct / predicted. */
  readonly precision: number;
  /** 100 · correct / truth. */
  readonly recall: number;
  /** 100 · correct / (truth + predicted − correct). */
  readonly iou: number;
}

/**
 * Precision, recall and IoU of every class from a confusion matrix, `confusion[truth * classes + prediction]`: with the
 * diagonal n_cc, 100·n_cc/Σ_t n_tc, 100·n_cc/Σ_p n_cp and 100·n_cc over the union of both.
 *
 * @throws MismatchError where the counts are not classes × classes
 */
export function classScores(confusion: ArrayLike<number>, classes: number): ClassScores[] {
  if (confusion.length !== classes ** 2) {
    throw new MismatchError('the counts are no confusion matrix of these classes', {
      expected: `${classes} × ${classes} counts`,
      got: String(confusion.length),
    });
  }
  return Array.from({ length: classes }, (_, c) => {
    let [truth, predicted] = [0, 0];
    for (let other = 0; other < classes; other++) {
      truth += confusion[c * classes + other]!;
      predicted += confusion[other * classes + c]!;
    }
    const correct = confusion[c * classes + c]!;
    return {
      truth,
      predicted,
      correct,
      precision: (100 * correct) / predicted,
      recall: (100 * correct) / truth,
      iou: (100 * correct) / (truth + predicted - correct),
    };
  });
}
