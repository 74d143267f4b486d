import { describe, expect, it } from 'vitest';
import { fitLatents, mixLatents, sampleLatents, standardLatents } from './latent-distribution.js';
import { latentWalk } from './latent-walk.js';

const distribution = (mean: number[], deviation: number[]) => ({
  mean: Float32Array.from(mean),
  deviation: Float32Array.from(deviation),
});

describe('sampleLatents', () => {
  it('draws each row from seed and index alone, with the requested means and deviations', () => {
    const options = { seed: 3 };
    const few = sampleLatents(2, standardLatents(4), options);
    const many = sampleLatents(2000, standardLatents(4), options);
    expect(many.subarray(0, 8)).toEqual(few);
    expect(sampleLatents(2, standardLatents(4), { seed: 4 })).not.toEqual(few);
    const { mean, deviation } = fitLatents(sampleLatents(4000, distribution([2, -1], [0.5, 3]), options), 2);
    // Five deviations of a mean of 4,000.
    expect(Math.abs(mean[0]! - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(4000));
    expect(Math.abs(mean[1]! + 1)).toBeLessThan((5 * 3) / Math.sqrt(4000));
    expect(deviation[0]).toBeCloseTo(0.5, 1);
    expect(deviation[1]! / 3).toBeCloseTo(1, 1);
  });

  it('truncates at a number of deviations from the mean', () => {
    const values = sampleLatents(500, distribution([10], [2]), { seed: 1, truncation: 0.5 });
    expect(Math.min(...values)).toBeGreaterThan(9);
    expect(Math.max(...values)).toBeLessThan(11);
    expect(Math.max(...values)).toBeGreaterThan(10.9);
  });

  it('takes no longer for a truncation close to zero, where latents are spread uniformly', () => {
    const truncation = 1e-6;
    const values = sampleLatents(20, standardLatents(40), { seed: 1, truncation });
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(truncation);
    const { mean, deviation } = fitLatents(values, 1);
    // Of even numbers: deviation t/√3, of the mean of 800 of them t/√2400.
    expect(Math.abs(mean[0]!)).toBeLessThan((5 * truncation) / Math.sqrt(2400));
    expect(deviation[0]! / (truncation / Math.sqrt(3))).toBeCloseTo(1, 1);
  }, 2000);
});

it('fitLatents returns mean and deviation of every column', () => {
  const { mean, deviation } = fitLatents(Float32Array.of(1, 10, 3, 10, 5, 40), 2);
  expect([...mean]).toEqual([3, 20]);
  expect(deviation[0]).toBeCloseTo(Math.sqrt(8 / 3), 6);
  expect(deviation[1]).toBeCloseTo(Math.sqrt(200), 5);
});

it.each([
  ['shares of one', [0.25, 0.75], [3, 2.5]],
  ['a smaller share, nearer to the standard distribution', [0, 0.25], [1, 1.5]],
  ['more than the whole', [0, 2], [8, 5]],
  ['no share at all, the standard distribution itself', [0, 0], [0, 1]],
  ['shares that cancel out', [1, -1], [-4, -1]],
])('mixLatents moves the standard normal distribution by %s', (_, [a, b], expected) => {
  const mixed = mixLatents([
    [distribution([0], [1]), a!],
    [distribution([4], [3]), b!],
  ]);
  expect([...mixed.mean, ...mixed.deviation]).toEqual(expected);
});

describe('latentWalk', () => {
  it('passes through both ends, and keeps the length of latents of equal length', () => {
    const [from, to] = [Float32Array.of(3, 0, 4), Float32Array.of(0, 5, 0)];
    const walk = latentWalk(from, to, 5);
    const frame = (i: number) => [...walk.subarray(3 * i, 3 * i + 3)];
    for (let i = 0; i < 3; i++) {
      expect(frame(0)[i]).toBeCloseTo(from[i]!, 5);
      expect(frame(4)[i]).toBeCloseTo(to[i]!, 5);
    }
    for (let i = 0; i < 5; i++) expect(Math.hypot(...frame(i))).toBeCloseTo(5, 5);
    expect(frame(2)[1]).toBeCloseTo(5 * Math.SQRT1_2, 5);
  });

  it('goes straight between parallel latents, and is one frame where one is requested', () => {
    expect([...latentWalk(Float32Array.of(1, 1), Float32Array.of(2, 2), 3)]).toEqual([1, 1, 1.5, 1.5, 2, 2]);
    expect([...latentWalk(Float32Array.of(1, 0), Float32Array.of(0, 1), 1)]).toEqual([1, 0]);
  });
});
