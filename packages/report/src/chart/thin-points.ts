/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * At most four points for each of `buckets` equal stretches of a curve: its first, lowest, highest and last, so
 * that a long run draws in few bytes and no spike is lost.
 *
 * Points are finite and in the order of x.
 */
export function thinPoints(points: readonly Point[], buckets: number): readonly Point[] {
  if (points.length <= 4 * buckets) return points;
  const size = points.length / buckets;
  return Array.from({ length: buckets }, (_, b) => {
    const from = Math.floor(b * size);
    const bucket = points.slice(from, Math.floor((b + 1) * size));
    let low = 0;
    let high = 0;
    for (const [i, { y }] of bucket.entries()) {
      if (y < bucket[low]!.y) low = i;
      if (y > bucket[high]!.y) high = i;
    }
    const kept = [...new Set([0, low, high, bucket.length - 1])].sort((a, b) => a - b);
    return kept.map((i) => bucket[i]!);
  }).flat();
}
