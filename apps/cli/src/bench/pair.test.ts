import { expect, it } from 'vitest';
import { pair } from './pair.js';
import type { Side } from './python-side.js';

/** A side whose rounds take what they are said to; the first is the warm-up. */
function side(name: string, rounds: readonly number[][], log: string[]): Side {
  const left = [[1000], ...rounds];
  return {
    name,
    ready: name,
    async run() {
      log.push(name);
      const ms = left.shift()!;
      return { ms, processor: 2 * ms.reduce((sum, one) => sum + one, 0), resting: 2e6, peak: 5e6 };
    },
    stop() {},
  };
}

it('compares rounds with the fastest of the others, after a warm-up, each side first in turn', async () => {
  const log: string[] = [];
  const ours = side(
    'ftn',
    [
      [10, 12, 11],
      [20, 20, 20],
      [10, 10, 10],
    ],
    log,
  );
  const slow = side(
    'slow',
    [
      [40, 40, 40],
      [40, 40, 40],
      [40, 40, 40],
    ],
    log,
  );
  const fast = side(
    'fast',
    [
      [22, 22, 22],
      [30, 30, 30],
      [18, 18, 18],
    ],
    log,
  );
  const told: number[] = [];
  const found = await pair(
    [ours, slow, fast],
    { rank: 1, steps: 3 },
    { rounds: 3, threads: 3, onRound: (n) => told.push(n) },
  );
  expect(found).toMatchObject({ against: 'fast', ratio: 1.8, min: 1.5, max: 2, milliseconds: 11 });
  expect(found.theirMilliseconds).toBe(22);
  // Least of processor: 18·3 over 10·3.
  expect(found.processorRatio).toBeCloseTo(1.8, 12);
  expect(found).toMatchObject({ stepMegabytes: 3, theirStepMegabytes: 3 });
  // Three threads' time, two of which worked.
  expect(found.wallOverProcessor).toBeCloseTo(1.5, 12);
  expect(log.slice(3)).toEqual(['ftn', 'slow', 'fast', 'slow', 'fast', 'ftn', 'fast', 'ftn', 'slow']);
  expect(told).toEqual([1, 2, 3]);
});
