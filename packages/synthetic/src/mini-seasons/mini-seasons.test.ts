import { createHash } from 'node:crypto';
import type { ImageDataset, Season } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { type MiniSeasonsOptions, miniSeasons, miniSeasonsScenes } from './mini-seasons.js';
import { seasonLabels } from './season-looks.js';

function bytes(set: ImageDataset, index: number): Uint8Array {
  const image = set.image(index);
  if (image.kind !== 'pixels') throw new Error('mini-seasons are pixels');
  return image.data;
}

function digest(set: ImageDataset): string {
  const hash = createHash('sha256');
  for (let i = 0; i < set.length; i++) hash.update(bytes(set, i));
  return hash.digest('hex').slice(0, 16);
}

/** Where the picture changes from one column to the next: what its outlines look like without their colours. */
function outlines(data: Uint8Array, size: number): Float64Array {
  return Float64Array.from({ length: size * (size - 1) }, (_, p) => {
    const k = 3 * (Math.floor(p / (size - 1)) * size + (p % (size - 1)));
    return Math.abs(data[k]! + data[k + 1]! + data[k + 2]! - data[k + 3]! - data[k + 4]! - data[k + 5]!);
  });
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((s, x) => s + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) * (a[i]! - ma);
    bb += (b[i]! - mb) * (b[i]! - mb);
  }
  return ab / Math.sqrt(aa * bb);
}

describe('miniSeasons', () => {
  it('labels one season by its scenes, and all of them by season over the same scenes', () => {
    const winter = miniSeasons({ season: 'winter', split: 'train', perScene: 3 });
    expect([winter.length, winter.classes, winter.name]).toEqual([
      15,
      miniSeasonsScenes,
      'mini-seasons/winter/train',
    ]);
    expect([0, 2, 3, 14].map((i) => winter.label(i))).toEqual([0, 0, 1, 4]);
    const all = miniSeasons({ split: 'train', perScene: 3 });
    expect([all.length, all.classes]).toEqual([60, seasonLabels]);
    expect([0, 14, 15, 59].map((i) => all.label(i))).toEqual([0, 0, 1, 3]);
    expect(Buffer.compare(bytes(all, 45 + 7), bytes(winter, 7))).toBe(0);
    expect(winter.image(0)).toMatchObject({ width: 64, height: 64, channels: 3 });
  });

  // Computed once by this code: a change of any drawing, machine or engine that moves a byte shows here.
  it.each([
    ['spring', 'e98dac1d1ae3b534'],
    ['summer', '8337e05302de719e'],
    ['autumn', '7fb68db934a57931'],
    ['winter', '05594b595a4f4254'],
  ] as const)('draws %s byte for byte as before', (season, expected) => {
    expect(digest(miniSeasons({ season, split: 'train', perScene: 2 }))).toBe(expected);
  });

  it('draws a scene from its name alone, and shares none between splits, seeds and indices', () => {
    const few = miniSeasons({ season: 'autumn', split: 'val', perScene: 2 });
    const many = miniSeasons({ season: 'autumn', split: 'val', perScene: 5 });
    expect(Buffer.compare(bytes(few, 9), bytes(many, 21))).toBe(0);
    const seen = new Set<string>();
    for (const split of ['train', 'val', 'test'] as const) {
      for (const seed of [0, 1]) {
        const set = miniSeasons({ split, seed, perScene: 2, size: 32 });
        for (let i = 0; i < set.length; i++)
          seen.add(createHash('sha256').update(bytes(set, i)).digest('hex'));
      }
    }
    expect(seen.size).toBe(6 * 40);
  });

  it('keeps the scene through the year: outlines agree more within a scene than between scenes', () => {
    const size = 64;
    const [a, b] = (['summer', 'autumn'] as const).map((season) => {
      const set = miniSeasons({ season, split: 'test', perScene: 4, size });
      return Array.from({ length: set.length }, (_, i) => outlines(bytes(set, i), size));
    }) as [Float64Array[], Float64Array[]];
    for (const [i, scene] of a.entries()) {
      const same = correlation(scene, b[i]!);
      const others = b.filter((_, j) => j !== i).map((other) => correlation(scene, other));
      expect(same).toBeGreaterThan(Math.max(...others));
    }
  });

  it('uses the colours of each season: white in winter, red in autumn, deepest green in summer', () => {
    const mean = (season: Season, value: (r: number, g: number, b: number) => number) => {
      const set = miniSeasons({ season, split: 'val', perScene: 4 });
      let total = 0;
      for (let i = 0; i < set.length; i++) {
        const data = bytes(set, i);
        // The lower half: without the sky.
        for (let k = data.length / 2; k < data.length; k += 3)
          total += value(data[k]!, data[k + 1]!, data[k + 2]!);
      }
      return total / (set.length * 64 * 32);
    };
    const brightness = (r: number, g: number, b: number) => (r + g + b) / 3;
    const green = (r: number, g: number, b: number) => g - Math.max(r, b);
    const red = (r: number, g: number, b: number) => r - Math.max(g, b);
    expect(mean('winter', brightness)).toBeGreaterThan(190);
    expect(mean('winter', (r, g, b) => Math.max(r, g, b) - Math.min(r, g, b))).toBeLessThan(40);
    expect(mean('autumn', red)).toBeGreaterThan(20);
    expect(mean('summer', green)).toBeGreaterThan(15);
    expect(mean('spring', green)).toBeGreaterThan(15);
    expect(mean('spring', brightness)).toBeGreaterThan(mean('summer', brightness) + 20);
  });

  it('lets mean colours alone identify the season of 19 in 20 new scenes', () => {
    const features = (set: ImageDataset, i: number) => {
      const data = bytes(set, i);
      const sums = new Float64Array(6);
      for (let k = 0; k < data.length; k++)
        sums[(k < data.length / 2 ? 0 : 3) + (k % 3)]! += data[k]! / data.length;
      return sums;
    };
    const train = miniSeasons({ split: 'train', perScene: 8 });
    const centres = seasonLabels.map(() => new Float64Array(6));
    for (let i = 0; i < train.length; i++) {
      const f = features(train, i);
      for (let c = 0; c < 6; c++) centres[train.label(i)]![c]! += (f[c]! * 4) / train.length;
    }
    const test = miniSeasons({ split: 'test', perScene: 8 });
    let right = 0;
    for (let i = 0; i < test.length; i++) {
      const f = features(test, i);
      const far = centres.map((centre) => centre.reduce((s, v, c) => s + (v - f[c]!) ** 2, 0));
      if (far.indexOf(Math.min(...far)) === test.label(i)) right++;
    }
    expect(right / test.length).toBeGreaterThan(0.95);
  });

  it('refuses unknown seasons and sizes out of range', () => {
    const make = (change: object) => () =>
      miniSeasons({ season: 'winter', split: 'train', perScene: 1, ...change } as MiniSeasonsOptions);
    expect(make({ season: 'wintre' })).toThrow(UsageError);
    expect(make({ season: 'wintre' })).toThrow(/unknown season 'wintre'\. Did you mean 'winter'\?/);
    expect(make({ size: 16 })).toThrow(/a size of 32 to 128/);
    expect(make({ perScene: 0 })).toThrow(UsageError);
  });
});
