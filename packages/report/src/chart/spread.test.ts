import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { spread } from './spread.js';

describe('spread', () => {
  it('leaves positions alone that are far enough apart', () => {
    expect(spread([10, 40, 70], 14, [0, 100])).toEqual([10, 40, 70]);
  });

  it('moves two close positions apart by equal amounts', () => {
    expect(spread([50, 50], 10, [0, 100])).toEqual([45, 55]);
  });

  it('keeps gap, order and bounds for any positions that fit', () => {
    const random = new RandomStream('spread');
    for (let trial = 0; trial < 200; trial++) {
      const wishes = Array.from({ length: 1 + random.integer(8) }, () => random.uniform(-20, 120));
      const moved = spread(wishes, 12, [0, 100]);
      const order = wishes.map((_, i) => i).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
      for (const [place, index] of order.entries()) {
        expect(moved[index]).toBeGreaterThanOrEqual(-1e-9);
        expect(moved[index]).toBeLessThanOrEqual(100 + 1e-9);
        if (place > 0) expect(moved[index]! - moved[order[place - 1]!]!).toBeGreaterThanOrEqual(12 - 1e-9);
      }
    }
  });

  it('exceeds the bounds instead of overlapping where there is no room', () => {
    const moved = spread([0, 0, 0], 10, [0, 15]);
    expect(moved).toEqual([0, 10, 20]);
  });
});
