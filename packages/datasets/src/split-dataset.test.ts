import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { ImageDataset } from './image-dataset.js';
import { splitDataset } from './split-dataset.js';
import { subset } from './subset.js';

/** 10 images of class 0, 20 of class 1, 5 of class 2, each image's width its index. */
const sizes = [10, 20, 5];
const labels = sizes.flatMap((n, label) => new Array<number>(n).fill(label));
const dataset: ImageDataset = {
  name: 'set',
  classes: ['a', 'b', 'c'],
  length: labels.length,
  label: (index) => labels[index]!,
  image: (index) => ({ kind: 'file', path: String(index) }),
};

const members = (set: ImageDataset) =>
  Array.from({ length: set.length }, (_, i) => {
    const image = set.image(i);
    return image.kind === 'file' ? Number(image.path) : -1;
  });

const counts = (set: ImageDataset) => {
  const out = set.classes.map(() => 0);
  for (let i = 0; i < set.length; i++) out[set.label(i)]!++;
  return out;
};

describe('splitDataset', () => {
  it('takes the same share of every class, without overlap', () => {
    const { train, val } = splitDataset(dataset, { fraction: 0.2, seed: 3 });
    expect(counts(val)).toEqual([2, 4, 1]);
    expect(counts(train)).toEqual([8, 16, 4]);
    expect([...members(train), ...members(val)].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
    expect(val.name).toBe('set (val)');
  });

  it('is repeatable with a seed and differs for another seed', () => {
    const at = (seed: number) => members(splitDataset(dataset, { perClass: 4, seed }).val);
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
    expect(counts(splitDataset(dataset, { perClass: 4 }).val)).toEqual([4, 4, 4]);
  });

  it('leaves a class of one image whole', () => {
    const one = subset(dataset, [0, 1, 2, 3, 12]);
    const { train, val } = splitDataset(one, { fraction: 0.5 });
    expect([counts(train), counts(val)]).toEqual([
      [2, 1, 0],
      [2, 0, 0],
    ]);
  });

  it('refuses a share that would empty a class', () => {
    expect(() => splitDataset(dataset, { perClass: 5 })).toThrow(UsageError);
    expect(() => splitDataset(dataset, { perClass: 5 })).toThrow(/class 'c' cannot be split.*0 and 4/);
    expect(() => splitDataset(dataset, { fraction: 1 })).toThrow(UsageError);
  });
});

describe('subset', () => {
  it('keeps order, labels and class list', () => {
    const some = subset(dataset, [12, 0, 34]);
    expect(members(some)).toEqual([12, 0, 34]);
    expect([0, 1, 2].map((i) => some.label(i))).toEqual([1, 0, 2]);
    expect(some.classes).toBe(dataset.classes);
    expect(() => subset(dataset, [35])).toThrow(UsageError);
  });
});
