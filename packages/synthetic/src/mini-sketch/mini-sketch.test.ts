import { createHash } from 'node:crypto';
import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { type MiniSketchSet, miniSketch, miniSketchClasses, miniSketchSets } from './mini-sketch.js';

function bytes(dataset: ImageDataset, index: number): Uint8Array {
  const image = dataset.image(index);
  if (image.kind !== 'pixels') throw new Error('a made-up set is pixels');
  return image.data;
}

function digest(dataset: ImageDataset): string {
  const hash = createHash('sha256');
  for (let i = 0; i < dataset.length; i++) hash.update(bytes(dataset, i));
  return hash.digest('hex').slice(0, 16);
}

/** Mean over all pixels of a set of what `value` says of each. */
function mean(set: MiniSketchSet, value: (r: number, g: number, b: number) => number): number {
  const dataset = miniSketch({ set, split: 'val', perClass: 2 });
  let total = 0;
  for (let i = 0; i < dataset.length; i++) {
    const data = bytes(dataset, i);
    for (let k = 0; k < data.length; k += 3) total += value(data[k]!, data[k + 1]!, data[k + 2]!);
  }
  return total / (dataset.length * 64 * 64);
}

describe('miniSketch', () => {
  it('has five sets of different sizes with disjoint classes, each in order', () => {
    expect(miniSketchSets).toEqual(['flowers', 'cars', 'sketch', 'birds', 'artists']);
    expect(miniSketchSets.map((set) => miniSketchClasses(set).length)).toEqual([12, 10, 16, 14, 8]);
    const all = miniSketchSets.flatMap((set) => miniSketchClasses(set));
    expect(new Set(all).size).toBe(all.length);
    for (const set of miniSketchSets) {
      expect([...miniSketchClasses(set)].sort()).toEqual(miniSketchClasses(set));
    }
  });

  it('gives `perClass` images of each class, 64 × 64 RGB', () => {
    const set = miniSketch({ set: 'cars', split: 'test', perClass: 3 });
    expect([set.length, set.name]).toEqual([30, 'mini-sketch/cars/test']);
    expect([0, 2, 3, 29].map((i) => set.label(i))).toEqual([0, 0, 1, 9]);
    expect(set.image(5)).toMatchObject({ kind: 'pixels', width: 64, height: 64, channels: 3 });
  });

  // Computed once by this code: a change of any drawing, machine or engine that moves a byte shows here.
  it.each<[MiniSketchSet, string]>([
    ['flowers', '409ffef9f2f1f843'],
    ['cars', 'a39299883bb505ce'],
    ['sketch', '7d6021bcd49a1767'],
    ['birds', '09e34df1970e157e'],
    ['artists', '7701e0ffadfab58d'],
  ])('draws %s bit for bit as before', (set, expected) => {
    expect(digest(miniSketch({ set, split: 'train', perClass: 2 }))).toBe(expected);
  });

  it('draws an image from its name alone, whatever the order and the number of images', () => {
    for (const set of miniSketchSets) {
      const few = miniSketch({ set, split: 'train', perClass: 2, size: 32 });
      const many = miniSketch({ set, split: 'train', perClass: 4, size: 32 });
      for (const [a, b] of [
        [13, 6 * 4 + 1],
        [0, 0],
      ] as const) {
        expect(Buffer.compare(bytes(few, a), bytes(many, b))).toBe(0);
      }
    }
  });

  it('shares no image between sets, splits and seeds', () => {
    const seen = new Set<string>();
    let count = 0;
    for (const set of miniSketchSets) {
      for (const split of ['train', 'val', 'test'] as const) {
        for (const seed of [0, 1]) {
          const drawn = miniSketch({ set, split, seed, perClass: 1, size: 16 });
          for (let i = 0; i < drawn.length; i++, count++) {
            seen.add(createHash('sha256').update(bytes(drawn, i)).digest('hex'));
          }
        }
      }
    }
    expect(seen.size).toBe(count);
  });

  it('keeps the visual character of each set', () => {
    const colour = (r: number, g: number, b: number) => Math.max(r, g, b) - Math.min(r, g, b);
    const white = (r: number, g: number, b: number) => Number(Math.min(r, g, b) > 240);
    expect(mean('sketch', colour)).toBe(0);
    expect(mean('sketch', white)).toBeGreaterThan(0.75);
    for (const set of ['flowers', 'cars', 'birds', 'artists'] as const) {
      expect(mean(set, white)).toBeLessThan(0.12);
      expect(mean(set, colour)).toBeGreaterThan(20);
    }
  });

  it('refuses unknown sets and sizes', () => {
    const make = (options: object) => () =>
      miniSketch({ set: 'birds', split: 'train', perClass: 1, ...options });
    expect(make({ set: 'bird' })).toThrow(UsageError);
    expect(make({ set: 'bird' })).toThrow(/mini-sketch has no set 'bird'\. Did you mean 'birds'\?/);
    expect(make({ size: 8 })).toThrow(/size ≥ 16/);
    expect(make({ perClass: 1.5 })).toThrow(UsageError);
  });
});
