import { UsageError } from '@ftn/errors';
import type { Meter } from './meter.js';
import { highestLogit, requireLogits } from './require-logits.js';

/** Samples whose confidence lies from `low` up to, but not at, `high`; the last bin has both its ends. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence and accuracy of its samples, in percent; NaN without any. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface CalibrationResult {
  /** Expected calibration error, in percent; NaN before the first sample. */
  readonly ece: number;
  /** The largest difference of a bin, in percent; NaN before the first sample. */
  readonly largest: number;
  readonly bins: readonly CalibrationBin[];
  readonly count: number;
}

/** As many as torchmetrics takes. */
const usualBins = 15;

/**
 * Streaming expected calibration error: ECE = Σ_b n_b/n · |accuracy_b − confidence_b|, over bins of equal width of the
 * confidence, which is the softmax probability of the predicted class.
 *
 * Source: Guo et al., On calibration of modern neural networks (2017). Where no confidence is exactly 1 it equals torchmetrics'
 * `MulticlassCalibrationError` (norm l1), which gives those a bin of their own. Equal logits go to the lower class; a sample
 * with a NaN among its logits is left out.
 */
export class CalibrationError implements Meter<Float32Array, Int32Array, CalibrationResult> {
  readonly #classes: number;
  readonly #counts: Uint32Array;
  readonly #confidences: Float64Array;
  readonly #correct: Uint32Array;

  /** @throws UsageError for a number of classes or of bins that is not a positive integer. */
  constructor({ classes, bins = usualBins }: { readonly classes: number; readonly bins?: number }) {
    for (const [name, value] of Object.entries({ classes, bins })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new UsageError(`CalibrationError cannot use this number of ${name}`, {
        expected: 'a positive integer',
        got: String(value),
      });
    }
    this.#classes = classes;
    this.#counts = new Uint32Array(bins);
    this.#confidences = new Float64Array(bins);
    this.#correct = new Uint32Array(bins);
  }

  /**
   * Adds a batch of logits (n × classes, row-major) with its labels (n).
   * @throws MismatchError when the two do not fit together or a label is not a class; nothing is counted then.
   */
  update(logits: Float32Array, labels: Int32Array): void {
    const classes = this.#classes;
    requireLogits(logits, labels, classes);
    const bins = this.#counts.length;
    for (const [i, label] of labels.entries()) {
      const best = highestLogit(logits, i * classes, classes);
      const confidence = softmaxOf(logits, i * classes, classes, best);
      if (Number.isNaN(confidence)) continue;
      const bin = Math.min(bins - 1, Math.floor(confidence * bins));
      this.#counts[bin]!++;
      this.#confidences[bin]! += confidence;
      if (best === label) this.#correct[bin]!++;
    }
  }

  result(): CalibrationResult {
    const total = this.#counts.reduce((sum, n) => sum + n, 0);
    const bins = Array.from(this.#counts, (count, b): CalibrationBin => {
      const confidence = (100 * this.#confidences[b]!) / count;
      const accuracy = (100 * this.#correct[b]!) / count;
      return {
        low: b / this.#counts.length,
        high: (b + 1) / this.#counts.length,
        count,
        confidence,
        accuracy,
      };
    });
    const filled = bins.filter(({ count }) => count > 0);
    const gaps = filled.map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
    const ece = filled.reduce((sum, { count }, i) => sum + (count / total) * gaps[i]!, 0);
    return total === 0
      ? { ece: Number.NaN, largest: Number.NaN, bins, count: 0 }
      : { ece, largest: Math.max(...gaps), bins, count: total };
  }

  reset(): void {
    for (const sums of [this.#counts, this.#confidences, this.#correct]) sums.fill(0);
  }
}

/** The softmax probability of a class of the sample at `offset`. */
export function softmaxOf(logits: ArrayLike<number>, offset: number, classes: number, of: number): number {
  let high = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) high = Math.max(high, logits[offset + c]!);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += Math.exp(logits[offset + c]! - high);
  return Math.exp(logits[offset + of]! - high) / sum;
}
