import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { StreamingMedian } from './streaming-median.js';

const exact = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
};

describe('StreamingMedian', () => {
  it.each([1, 2, 3, 1023, 1024, 1025, 5000])('is exact while it stores up to %i values', (n) => {
    const random = new RandomStream(n, 'median');
    const values = Array.from({ length: n }, () => random.uniform(0, 180));
    const median = new StreamingMedian({ low: 0, high: 180 });
    for (const value of values) median.add(value);
    expect(median.result()).toEqual({ value: exact(values), within: 0 });
  });

  it('reports its largest possible error beyond that, and stays within it', () => {
    const random = new RandomStream(5, 'median');
    const median = new StreamingMedian({ low: 0, high: 180, exactUpTo: 100, bins: 3600 });
    const values: number[] = [];
    for (let i = 0; i < 4001; i++) {
      values.push(random.uniform(0, 1) ** 3 * 180);
      median.add(values.at(-1)!);
      if (i !== 99 && i !== 100 && i !== 2000 && i !== 4000) continue;
      const { value, within } = median.result();
      expect(within).toBeCloseTo(i < 100 ? 0 : 0.05, 12);
      expect(Math.abs(value - exact(values))).toBeLessThanOrEqual(within);
    }
  });

  it('has no value before the first sample and after a reset', () => {
    const median = new StreamingMedian({ low: 0, high: 1, exactUpTo: 1 });
    expect(median.result().value).toBeNaN();
    for (const value of [0.5, 0.6, 0.7]) median.add(value);
    median.reset();
    expect(median.result().value).toBeNaN();
    median.add(0.25);
    expect(median.result()).toEqual({ value: 0.25, within: 0 });
  });

  it('refuses an empty range', () => {
    expect(() => new StreamingMedian({ low: 1, high: 1 })).toThrow('high above low');
  });
});
