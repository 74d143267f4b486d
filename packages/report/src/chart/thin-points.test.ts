import { describe, expect, it } from 'vitest';
import { thinPoints } from './thin-points.js';

describe('thinPoints', () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({
    x: i,
    y: Math.sin(i / 50) + (i === 7777 ? 40 : 0),
  }));

  it('keeps the ends, the order and every spike', () => {
    const thin = thinPoints(points, 150);
    expect(thin.length).toBeLessThanOrEqual(600);
    expect(thin[0]).toBe(points[0]);
    expect(thin.at(-1)).toBe(points.at(-1));
    expect(thin).toContain(points[7777]);
    for (let i = 1; i < thin.length; i++) expect(thin[i]!.x).toBeGreaterThan(thin[i - 1]!.x);
  });

  it('leaves a short curve as it is', () => {
    expect(thinPoints(points.slice(0, 30), 150)).toEqual(points.slice(0, 30));
  });
});
