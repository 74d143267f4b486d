/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One stretch of a long curve: the means of its points, and how low and high they reach. */
export interface Stretch extends Point {
  readonly low: number;
  readonly high: number;
}

/**
 * A curve of many points as `buckets` stretches of equally many, so that a long noisy run reads as a line within
 * a band and draws in few bytes; a curve of no more points than buckets stays as it is.
 *
 * The points are finite and in the order of x; the last stretch ends in the last point itself.
 */
export function summarizePoints(points: readonly Point[], buckets: number): readonly Stretch[] {
  if (points.length <= buckets) return points.map(({ x, y }) => ({ x, y, low: y, high: y }));
  const size = points.length / buckets;
  return Array.from({ length: buckets }, (_, b) => {
    const bucket = points.slice(Math.floor(b * size), Math.floor((b + 1) * size));
    const ys = bucket.map((point) => point.y);
    const isLast = b === buckets - 1;
    return {
      x: isLast ? points.at(-1)!.x : mean(bucket.map((point) => point.x)),
      y: isLast ? points.at(-1)!.y : mean(ys),
      low: Math.min(...ys),
      high: Math.max(...ys),
    };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
