import { MismatchError } from '@ftn/errors';
import { bestThreshold } from './precision-recall.js';
import type { EdgeCounts } from './sweep-thresholds.js';

/**
 * Counts summed over images: plain numbers, which can be posted between threads or written to a file, and merged in
 * any order with the same result.
 */
export interface EdgeTotals {
  images: number;
  /** By threshold. */
  readonly matched: Float64Array;
  readonly predicted: Float64Array;
  truth: number;
  /** The same three sums, each image at the threshold best for it: the optimal image scale. */
  readonly best: { matched: number; predicted: number; truth: number };
}

export function emptyTotals(thresholds: number): EdgeTotals {
  return {
    images: 0,
    matched: new Float64Array(thresholds),
    predicted: new Float64Array(thresholds),
    truth: 0,
    best: { matched: 0, predicted: 0, truth: 0 },
  };
}

/** Adds one image. */
export function addCounts(totals: EdgeTotals, { matched, predicted, truth }: EdgeCounts): void {
  requireThresholds(totals, matched.length);
  for (let k = 0; k < matched.length; k++) {
    totals.matched[k]! += matched[k]!;
    totals.predicted[k]! += predicted[k]!;
  }
  totals.images++;
  totals.truth += truth;
  const k = bestThreshold(matched, predicted, truth);
  totals.best.matched += matched[k]!;
  totals.best.predicted += predicted[k]!;
  totals.best.truth += truth;
}

/** Adds the sums of other images, which another thread or run took. */
export function mergeTotals(totals: EdgeTotals, other: EdgeTotals): void {
  requireThresholds(totals, other.matched.length);
  for (let k = 0; k < other.matched.length; k++) {
    totals.matched[k]! += other.matched[k]!;
    totals.predicted[k]! += other.predicted[k]!;
  }
  totals.images += other.images;
  totals.truth += other.truth;
  totals.best.matched += other.best.matched;
  totals.best.predicted += other.best.predicted;
  totals.best.truth += other.best.truth;
}

function requireThresholds(totals: EdgeTotals, count: number): void {
  if (totals.matched.length === count) return;
  throw new MismatchError('edge counts of different protocols cannot be added', {
    expected: `${totals.matched.length} thresholds`,
    got: String(count),
  });
}
