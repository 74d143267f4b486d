import { EdgeMatcher } from './edge-matcher.js';
import { Thinner } from './thinner.js';
import { TruthIndex } from './truth-index.js';

/** What one image contributes: counts of pixels, for each threshold where the prediction takes part. */
export interface EdgeCounts {
  /** Predicted edge pixels with a partner, which are as many as ground-truth pixels with one. */
  readonly matched: Uint32Array;
  /** Predicted edge pixels, after thinning. */
  readonly predicted: Uint32Array;
  /** Ground-truth edge pixels. */
  readonly truth: number;
}

/** Pixels in the order of the highest threshold they are above; `ends[k]` of them are above threshold k. */
function byThreshold(strength: Float32Array, thresholds: readonly number[]) {
  const limits = Float32Array.from(thresholds);
  const ends = new Int32Array(limits.length);
  const passed = new Uint32Array(strength.length);
  for (let i = 0; i < strength.length; i++) {
    let [low, high] = [0, limits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (strength[i]! > limits[middle]!) low = middle + 1;
      else high = middle;
    }
    passed[i] = low;
    if (low > 0) ends[low - 1]!++;
  }
  for (let k = limits.length - 2; k >= 0; k--) ends[k]! += ends[k + 1]!;
  const next = Int32Array.from(limits, (_, k) => ends[k + 1] ?? 0);
  const order = new Int32Array(ends[0] ?? 0);
  for (let i = 0; i < strength.length; i++) {
    const k = passed[i]!;
    if (k > 0) order[next[k - 1]!++] = i;
  }
  return { order, ends };
}

/**
 * Thresholds a soft edge map, thins each result and matches it to the ground truth, for all thresholds at once.
 *
 * From the highest threshold to the lowest the set of pixels only grows, so that neighbourhoods are kept up rather
 * than rebuilt and each matching starts from the one before; the counts are those of every threshold on its own.
 *
 * @param strength height × width, edges above a threshold.
 * @param truth height × width, non-zero is an edge.
 * @param distance the largest distance of a pair in pixels.
 */
export function sweepThresholds(
  strength: Float32Array,
  truth: Uint8Array,
  height: number,
  width: number,
  thresholds: readonly number[],
  distance: number,
): EdgeCounts {
  const { order, ends } = byThreshold(strength, thresholds);
  const index = new TruthIndex(truth, height, width, distance);
  const thinner = new Thinner(height, width);
  const matcher = new EdgeMatcher(index, height * width);
  const thinned = new Int32Array(order.length);
  const matched = new Uint32Array(thresholds.length);
  const predicted = new Uint32Array(thresholds.length);
  let added = 0;
  for (let k = thresholds.length - 1; k >= 0; k--) {
    const end = ends[k]!;
    if (end === added) {
      matched[k] = matched[k + 1] ?? 0;
      predicted[k] = predicted[k + 1] ?? 0;
      continue;
    }
    while (added < end) thinner.add(order[added++]!);
    const count = thinner.thin(thinned);
    predicted[k] = count;
    matched[k] = matcher.match(thinned, count);
  }
  return { matched, predicted, truth: index.count };
}
