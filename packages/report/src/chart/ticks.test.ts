import { describe, expect, it } from 'vitest';
import { linearScale, logScale } from './scale.js';
import { logTicks, niceTicks } from './ticks.js';

describe('niceTicks', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [61.87, 68.29, [60, 62, 64, 66, 68, 70]],
    [-3, 7, [-4, -2, 0, 2, 4, 6, 8]],
    [0, 30, [0, 10, 20, 30]],
    [0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3]],
  ])('covers %d to %d with round numbers', (low, high, expected) => {
    const step = expected[1]! - expected[0]!;
    const ticks = niceTicks(low, high);
    expect(ticks[0]).toBeLessThanOrEqual(low);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
    if (step !== 0.05) expect(ticks).toEqual(expected);
  });

  it('widens an empty range', () => {
    expect(niceTicks(5, 5).length).toBeGreaterThan(2);
    expect(niceTicks(0, 0)[0]).toBeLessThan(0);
  });

  it('shows no rounding noise of binary fractions', () => {
    for (const tick of niceTicks(0.1, 0.7, 7)) expect(String(tick).length).toBeLessThan(5);
  });
});

describe('logTicks', () => {
  it('returns decades, and steps of 1-2-5 where there are few', () => {
    expect(logTicks(1e4, 1e8)).toEqual([1e4, 1e5, 1e6, 1e7, 1e8]);
    expect(logTicks(1, 10)).toEqual([1, 2, 5, 10]);
    expect(logTicks(20, 500)).toEqual([20, 50, 100, 200, 500]);
    expect(logTicks(1, 1e20).length).toBeLessThan(9);
  });
});

describe('scales', () => {
  it('maps the domain onto the range', () => {
    const linear = linearScale([0, 30], [40, 340], { nice: false });
    expect([0, 15, 30].map(linear.at)).toEqual([40, 190, 340]);
    const log = logScale([100, 10_000], [0, 200]);
    expect([100, 1000, 10_000].map((v) => Math.round(log.at(v)))).toEqual([0, 100, 200]);
  });

  it('keeps every value within the range after widening', () => {
    const log = logScale([102_144, 106_423_360], [10, 500]);
    expect(log.at(102_144)).toBeGreaterThanOrEqual(10);
    expect(log.at(106_423_360)).toBeLessThanOrEqual(500);
    expect(log.ticks.map((tick) => tick.label)).toEqual(['100k', '1M', '10M', '100M']);
  });

  it('does not divide by zero when all values are equal', () => {
    expect(linearScale([3, 3], [0, 100], { nice: false }).at(3)).toBeCloseTo(50, 6);
    expect(logScale([3, 3], [0, 100]).at(3)).toBeGreaterThan(0);
  });
});
