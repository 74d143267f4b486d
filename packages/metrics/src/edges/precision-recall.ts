/** Precision, recall and their harmonic mean F = 2PR / (P + R), each in [0, 1]. */
export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/**
 * P = matched / predicted and R = matched / truth. Without any ground truth R is 1 and P is 0, without a prediction
 * P is 1 and R is 0, as SEISM defines them: F is 0 in both.
 */
export function precisionRecall(matched: number, predicted: number, truth: number): PrecisionRecall {
  if (truth === 0) return { precision: 0, recall: 1, f: 0 };
  if (predicted === 0) return { precision: 1, recall: 0, f: 0 };
  return withF(matched / predicted, matched / truth);
}

function withF(precision: number, recall: number): PrecisionRecall {
  const sum = precision + recall;
  return { precision, recall, f: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

/** The index of the threshold with the highest F; the lowest of equal ones. */
export function bestThreshold(
  matched: ArrayLike<number>,
  predicted: ArrayLike<number>,
  truth: number,
): number {
  let [best, bestF] = [0, -1];
  for (let k = 0; k < matched.length; k++) {
    const { f } = precisionRecall(matched[k]!, predicted[k]!, truth);
    if (f > bestF) [best, bestF] = [k, f];
  }
  return best;
}
