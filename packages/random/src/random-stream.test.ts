import { describe, expect, it } from 'vitest';
import { RandomStream } from './random-stream.js';

const take = (n: number, f: () => number) => Array.from({ length: n }, f);
const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

describe('RandomStream', () => {
  it('repeats for the same name and differs for every other', () => {
    const draw = (...name: (string | number)[]) => new RandomStream(...name).uint32();
    expect(draw(1, 'shuffle', 3)).toBe(draw(1, 'shuffle', 3));
    const names: (string | number)[][] = [];
    for (let seed = 0; seed < 30; seed++)
      for (const s of ['a', 'b', 'ab', '']) names.push([seed, s], [s, seed]);
    expect(new Set(names.map((name) => draw(...name))).size).toBe(names.length);
  });

  it('is uniform: every bit is set half of the time, and pairs fill the square', () => {
    const stream = new RandomStream(5, 'bits');
    const n = 20_000;
    const ones = new Array<number>(32).fill(0);
    for (let i = 0; i < n; i++) {
      const word = stream.uint32();
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (word >>> bit) & 1;
    }
    // Five standard deviations of a fair coin thrown n times.
    for (const count of ones) expect(Math.abs(count / n - 0.5)).toBeLessThan(2.5 / Math.sqrt(n));

    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) cells[stream.integer(8) * 8 + stream.integer(8)]!++;
    const chi2 = cells.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(63 + 5 * Math.sqrt(126));
  });

  it('draws normal numbers with mean 0 and deviation 1', () => {
    const stream = new RandomStream('normal');
    const xs = take(50_000, () => stream.normal());
    expect(Math.abs(mean(xs))).toBeLessThan(0.02);
    expect(Math.abs(mean(xs.map((x) => x * x)) - 1)).toBeLessThan(0.03);
  });

  it('shuffles: each value occurs once, at each place equally often', () => {
    const first = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 5000; seed++) {
      const order = new RandomStream(seed).permutation(5);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      first[order[0]!]!++;
    }
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('keeps every draw within its range', () => {
    const stream = new RandomStream(9);
    for (const x of take(1000, () => stream.uniform(-2, 3)))
      expect(x).toSatisfy((v: number) => v >= -2 && v < 3);
    expect(take(200, () => Number(stream.chance(0)))).not.toContain(1);
    expect(['a', 'b']).toContain(stream.pick(['a', 'b']));
  });
});
