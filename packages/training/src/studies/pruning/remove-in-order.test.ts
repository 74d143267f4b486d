import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { removeInOrder } from './remove-in-order.js';

const units = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Accepts what weighs no more than `limit`, and keeps what it was asked. */
function scale(weights: readonly number[], limit: number) {
  const asked: { removed: readonly number[]; held: boolean }[] = [];
  const accepts = async (removed: readonly number[]) => {
    const held = removed.reduce((sum, unit) => sum + weights[unit]!, 0) <= limit;
    asked.push({ removed, held });
    return held;
  };
  return { accepts, asked };
}

describe('removeInOrder', () => {
  it.each([0, 1, 2, 3, 7, 8, 9, 31, 32])('removes exactly the %d units that fit', async (fit) => {
    const { accepts } = scale(new Array(32).fill(1), fit);
    expect(await removeInOrder(units(32), accepts, 1000)).toEqual(units(fit));
  });

  it('keeps a unit that matters and continues after it', async () => {
    const weights = [0, 0, 9, 0, 0, 0, 9, 0];
    const { accepts, asked } = scale(weights, 1);
    expect(await removeInOrder(units(8), accepts, 1000)).toEqual([0, 1, 3, 4, 5, 7]);
    expect(asked.length).toBeLessThan(16);
  });

  it('returns only a subset that was tried and accepted, within the number of trials', async () => {
    const random = new RandomStream('removal');
    for (let round = 0; round < 200; round++) {
      const weights = Array.from({ length: random.integer(40) }, () => random.integer(10));
      const { accepts, asked } = scale(weights, random.integer(60));
      const trials = random.integer(25);
      const removed = await removeInOrder(units(weights.length), accepts, trials);
      expect(asked.length).toBeLessThanOrEqual(trials);
      if (removed.length > 0) expect(asked).toContainEqual({ removed, held: true });
    }
  });

  it('finds the end of a long run of units in few trials', async () => {
    const { accepts, asked } = scale(new Array(1000).fill(1), 1000);
    expect(await removeInOrder(units(1000), accepts, 1000)).toHaveLength(1000);
    expect(asked.length).toBeLessThanOrEqual(11);
  });
});
