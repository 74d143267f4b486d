import { resolveAdaShareOptions } from '@ftn/tensor-factors';
import { describe, expect, it } from 'vitest';
import { openBlocks, seededNoise, temperatureOf } from './policy-part.js';

describe('the Gumbel noise of policies', () => {
  const noise = seededNoise(3);

  it('depends on seed, domain and step', () => {
    expect(noise('a', 5, 4)).toEqual(noise('a', 5, 4));
    const others = [noise('a', 6, 4), noise('b', 5, 4), seededNoise(4)('a', 5, 4)];
    for (const other of others) expect(other).not.toEqual(noise('a', 5, 4));
  });

  it('has the mean and the variance of the Gumbel distribution', () => {
    const drawn = noise('a', 0, 20_000).flat();
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    const variance = drawn.reduce((sum, v) => sum + (v - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean - 0.5772)).toBeLessThan(0.03);
    expect(Math.abs(variance - Math.PI ** 2 / 6)).toBeLessThan(0.08);
  });
});

describe('the curriculum over epochs', () => {
  const options = resolveAdaShareOptions({ curriculum: 3 });

  it('opens one more block every few epochs, up to all of them', () => {
    expect([0, 2, 3, 5, 6, 100].map((round) => openBlocks(options, round, 4))).toEqual([1, 1, 2, 2, 3, 4]);
    expect(openBlocks({ ...options, curriculum: 0 }, 0, 4)).toBe(4);
  });

  it('lowers the temperature', () => {
    expect(temperatureOf(options, 0)).toBe(5);
    expect(temperatureOf(options, 2)).toBeCloseTo(5 * 0.965 ** 2, 12);
  });
});
