import type { EdgeTotals } from './edge-totals.js';
import { bestThreshold, type PrecisionRecall, precisionRecall } from './precision-recall.js';

/** A point of the curve. */
export interface EdgePoint extends PrecisionRecall {
  readonly threshold: number;
}

/** Edge detection over a data set; precision, recall and F in [0, 1], NaN without an image. */
export interface EdgeScores {
  /** Optimal data set scale: the best F of one threshold for all images. `ods.f` is odsF. */
  readonly ods: EdgePoint;
  /** Optimal image scale: every image at its own best threshold, counts summed. */
  readonly ois: PrecisionRecall;
  /** Average precision: Σ of the interpolated precision at recall 0, 0.01 … 1, divided by 100 as published. */
  readonly ap: number;
  /** One point a threshold. */
  readonly curve: readonly EdgePoint[];
  readonly images: number;
}

/** The scores of summed counts, as SEISM takes them: the maximum over the thresholds, without interpolation. */
export function edgeScores(totals: EdgeTotals, thresholds: readonly number[]): EdgeScores {
  const { images, matched, predicted, truth, best } = totals;
  const curve = thresholds.map(
    (threshold, k): EdgePoint => ({
      threshold,
      ...(images === 0 ? nothing : precisionRecall(matched[k]!, predicted[k]!, truth)),
    }),
  );
  return {
    ods: curve[images === 0 ? 0 : bestThreshold(matched, predicted, truth)]!,
    ois: images === 0 ? nothing : precisionRecall(best.matched, best.predicted, best.truth),
    ap: images === 0 ? Number.NaN : averagePrecision(curve),
    curve,
    images,
  };
}

const nothing: PrecisionRecall = { precision: Number.NaN, recall: Number.NaN, f: Number.NaN };

/**
 * Linear interpolation of precision over recall at 0, 0.01 … 1, nothing outside the curve; Σ / 100, although there are
 * 101 places: the published figure has this. Of points with the same recall the one at the lowest threshold counts.
 */
function averagePrecision(curve: readonly EdgePoint[]): number {
  const byRecall = new Map<number, number>();
  for (const { recall, precision } of curve) if (!byRecall.has(recall)) byRecall.set(recall, precision);
  const points = [...byRecall].sort(([a], [b]) => a - b);
  if (points.length < 2) return 0;
  let sum = 0;
  for (let i = 0, k = 0; i <= 100; i++) {
    const recall = i / 100;
    while (k < points.length - 2 && points[k + 1]![0] < recall) k++;
    const [[r0, p0], [r1, p1]] = [points[k]!, points[k + 1]!];
    if (recall < r0 || recall > r1) continue;
    sum += p0 + ((p1 - p0) * (recall - r0)) / (r1 - r0);
  }
  return sum / 100;
}
