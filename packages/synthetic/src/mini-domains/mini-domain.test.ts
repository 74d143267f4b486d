import { createHash } from 'node:crypto';
import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { type MiniDomainStyle, miniDomain, miniDomainClasses, miniDomainStyles } from './mini-domain.js';

function bytes(dataset: ImageDataset, index: number): Uint8Array {
  const image = dataset.image(index);
  if (image.kind !== 'pixels') throw new Error('a mini-domain is pixels');
  return image.data;
}

function digest(dataset: ImageDataset): string {
  const hash = createHash('sha256');
  for (let i = 0; i < dataset.length; i++) hash.update(bytes(dataset, i));
  return hash.digest('hex').slice(0, 16);
}

describe('miniDomain', () => {
  it('lists classes sorted, each `perClass` times, as 64 × 64 RGB', () => {
    expect(miniDomainClasses.length).toBeGreaterThanOrEqual(12);
    expect([...miniDomainClasses].sort()).toEqual(miniDomainClasses);
    const set = miniDomain({ style: 'sketch', split: 'test', perClass: 3 });
    expect(set.length).toBe(3 * miniDomainClasses.length);
    expect([0, 2, 3, set.length - 1].map((i) => set.label(i))).toEqual([
      0,
      0,
      1,
      miniDomainClasses.length - 1,
    ]);
    expect(set.image(5)).toMatchObject({ width: 64, height: 64, channels: 3 });
    expect(set.name).toBe('mini-domains/sketch/test');
  });

  // Computed once by this code: a change of any drawing, machine or engine that moves a byte shows here.
  it.each<[MiniDomainStyle, string]>([
    ['clipart', '030948fc110252f1'],
    ['infograph', 'fd1c1e1ef7f90ee1'],
    ['painting', '7a93649803dbf116'],
    ['quickdraw', '803f1d2da006860c'],
    ['real', '7dbb2208a3d2d011'],
    ['sketch', 'f943b519e974b0f5'],
  ])('draws %s bit for bit as before', (style, expected) => {
    expect(digest(miniDomain({ style, split: 'train', perClass: 2 }))).toBe(expected);
  });

  it('draws an image from its name alone, whatever the order, the number of images or the cache', () => {
    const few = miniDomain({ style: 'real', split: 'train', perClass: 2 });
    const many = miniDomain({ style: 'real', split: 'train', perClass: 5 });
    for (const [a, b] of [
      [31, 15 * 5 + 1],
      [0, 0],
      [5, 2 * 5 + 1],
    ] as const) {
      expect(Buffer.compare(bytes(few, a), bytes(many, b))).toBe(0);
    }
  });

  it('shares no image between splits, styles, seeds and indices', () => {
    const seen = new Set<string>();
    let count = 0;
    for (const style of miniDomainStyles) {
      for (const split of ['train', 'val', 'test'] as const) {
        for (const seed of [0, 1]) {
          const set = miniDomain({ style, split, seed, perClass: 2, size: 16 });
          for (let i = 0; i < set.length; i++, count++)
            seen.add(createHash('sha256').update(bytes(set, i)).digest('hex'));
        }
      }
    }
    expect(seen.size).toBe(count);
  });

  it('keeps the visual character of each style', () => {
    const mean = (set: ImageDataset, value: (r: number, g: number, b: number) => number) => {
      let total = 0;
      for (let i = 0; i < set.length; i++) {
        const data = bytes(set, i);
        for (let k = 0; k < data.length; k += 3) total += value(data[k]!, data[k + 1]!, data[k + 2]!);
      }
      return total / (set.length * 64 * 64);
    };
    const of = (style: MiniDomainStyle) => miniDomain({ style, split: 'val', perClass: 2 });
    const colour = (r: number, g: number, b: number) => Math.max(r, g, b) - Math.min(r, g, b);
    const white = (r: number, g: number, b: number) => Number(Math.min(r, g, b) > 240);
    expect(mean(of('quickdraw'), colour)).toBe(0);
    expect(mean(of('quickdraw'), white)).toBeGreaterThan(0.75);
    expect(mean(of('sketch'), colour)).toBeLessThan(25);
    expect(mean(of('real'), colour)).toBeGreaterThan(30);
    expect(mean(of('real'), white)).toBeLessThan(0.1);
    expect(mean(of('clipart'), white)).toBeGreaterThan(0.2);
    expect(mean(of('infograph'), colour)).toBeGreaterThan(40);
    expect(mean(of('painting'), white)).toBeLessThan(0.1);
  });

  it('refuses unknown styles and sizes', () => {
    const make = (options: object) => () =>
      miniDomain({ style: 'real', split: 'train', perClass: 1, ...options });
    expect(make({ style: 'cubism' })).toThrow(UsageError);
    expect(make({ style: 'cubism' })).toThrow(/unknown style 'cubism': expected clipart, infograph/);
    expect(make({ size: 8 })).toThrow(/size ≥ 16/);
    expect(make({ perClass: 0 })).toThrow(UsageError);
  });
});
