import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { EdgeMatcher } from './edge-matcher.js';
import { TruthIndex } from './truth-index.js';

const pixelsOf = (map: Uint8Array) => Int32Array.from([...map.keys()].filter((i) => map[i] === 1));

/** Kuhn's algorithm on a full list of pairs. */
function largestMatching(pixels: Int32Array, truth: Uint8Array, width: number, distance: number): number {
  const near = (a: number, b: number) =>
    Math.hypot((a % width) - (b % width), Math.trunc(a / width) - Math.trunc(b / width)) <= distance;
  const others = pixelsOf(truth);
  const owner = new Map<number, number>();
  const place = (pixel: number, seen: Set<number>): boolean => {
    for (const other of others) {
      if (seen.has(other) || !near(pixel, other)) continue;
      seen.add(other);
      const before = owner.get(other);
      if (before !== undefined && !place(before, seen)) continue;
      owner.set(other, pixel);
      return true;
    }
    return false;
  };
  let matched = 0;
  for (const pixel of pixels) if (place(pixel, new Set())) matched++;
  return matched;
}

describe('EdgeMatcher', () => {
  it.each([0, 1, 1.5, 2.9, 7])(
    'finds the maximum number of pairs within %f, whatever was matched before',
    (distance) => {
      const [height, width] = [11, 16];
      const random = new RandomStream(distance, 'matcher');
      for (const density of [0.05, 0.2, 0.5]) {
        const draw = (p: number) =>
          Uint8Array.from({ length: height * width }, () => Number(random.chance(p)));
        const truth = draw(density);
        const index = new TruthIndex(truth, height, width, distance);
        expect(index.count).toBe(pixelsOf(truth).length);
        const matcher = new EdgeMatcher(index, height * width);
        for (const p of [0.02, 0.1, 0.3, 0.05, 0.6, 0.6]) {
          const pixels = pixelsOf(draw(p));
          expect(matcher.match(pixels, pixels.length)).toBe(largestMatching(pixels, truth, width, distance));
        }
      }
    },
  );

  it('rearranges a whole chain of partners to make room for one more', () => {
    // A row of predictions, each within reach of the truth before and after it; the last is added at the far end.
    const width = 400;
    const truth = new Uint8Array(width);
    for (let x = 0; x < width; x += 2) truth[x] = 1;
    const matcher = new EdgeMatcher(new TruthIndex(truth, 1, width, 1), width);
    const between = Int32Array.from({ length: 199 }, (_, i) => 2 * i + 1);
    expect(matcher.match(between, 199)).toBe(199);
    expect(matcher.match(Int32Array.from([...between, 398]), 200)).toBe(200);
    expect(matcher.match(Int32Array.from([...between, 398, 0]), 201)).toBe(200);
    expect(matcher.match(between.subarray(0, 10), 10)).toBe(10);
  });

  it('finds no pairs in empty sets', () => {
    const empty = new EdgeMatcher(new TruthIndex(new Uint8Array(12), 3, 4, 2), 12);
    expect(empty.match(Int32Array.of(0, 5), 2)).toBe(0);
    const full = new EdgeMatcher(new TruthIndex(new Uint8Array(12).fill(1), 3, 4, 2), 12);
    expect(full.match(new Int32Array(0), 0)).toBe(0);
  });

  it('accepts a pair at exactly the distance', () => {
    const truth = new Uint8Array(100);
    truth[0] = 1;
    const at = (distance: number) =>
      new EdgeMatcher(new TruthIndex(truth, 10, 10, distance), 100).match(Int32Array.of(43), 1);
    expect([at(5), at(4.99)]).toEqual([1, 0]);
  });
});
