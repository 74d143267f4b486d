import { describe, expect, it } from 'vitest';
import { summarizePoints } from './summarize-points.js';

describe('summarizePoints', () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({ x: i, y: (i % 2) + (i === 7777 ? 40 : 0) }));

  it('draws the mean within the range of the points, and keeps every spike', () => {
    const stretches = summarizePoints(points, 100);
    expect(stretches).toHaveLength(100);
    expect(stretches[0]).toEqual({ x: 49.5, y: 0.5, low: 0, high: 1 });
    expect(stretches[77]).toMatchObject({ low: 0, high: 41 });
    for (let i = 1; i < stretches.length; i++) expect(stretches[i]!.x).toBeGreaterThan(stretches[i - 1]!.x);
  });

  it('ends at the last point of the curve', () => {
    expect(summarizePoints(points, 100).at(-1)).toMatchObject({ x: 9999, y: 1 });
  });

  it('returns a short curve unchanged', () => {
    expect(summarizePoints([{ x: 1, y: 2 }], 100)).toEqual([{ x: 1, y: 2, low: 2, high: 2 }]);
  });

  it('covers every point when the buckets do not divide them evenly', () => {
    const stretches = summarizePoints(points.slice(0, 1234), 100);
    expect(Math.min(...stretches.map((s) => s.low))).toBe(0);
    expect(stretches.every((s) => Number.isFinite(s.y))).toBe(true);
  });
});
