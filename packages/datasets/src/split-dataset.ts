import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { ImageDataset } from './image-dataset.js';
import { subset } from './subset.js';

/** How many images of each class are set aside: a share of them or a number. */
export type SplitOptions = ({ readonly fraction: number } | { readonly perClass: number }) & {
  readonly seed?: number;
};

/** A data set in two parts that share no image. */
export interface DatasetSplit {
  readonly train: ImageDataset;
  readonly val: ImageDataset;
}

/**
 * Sets aside a random part of every class: `perClass` images, or `fraction` of them to the nearest whole
 * number but at least one; a class of a single image keeps it, in that case.
 *
 * Which ones depends on the seed, the class and its size alone. Throws UsageError where a class would be
 * left without training images.
 */
export function splitDataset(dataset: ImageDataset, options: SplitOptions): DatasetSplit {
  const [train, val] = setAside(dataset, options, 'val');
  return { train, val };
}

/** The splits draw independently of each other. */
const streams = { val: 'split', test: 'test split' } as const;

/** What is left of a data set and what was set aside of it as `split`; the two splits draw independently. */
export function setAside(
  dataset: ImageDataset,
  options: SplitOptions,
  split: 'val' | 'test',
): [left: ImageDataset, aside: ImageDataset] {
  const members: number[][] = dataset.classes.map(() => []);
  for (let index = 0; index < dataset.length; index++) members[dataset.label(index)]!.push(index);
  const aside = new Set<number>();
  for (const [label, indices] of members.entries()) {
    if (indices.length === 0) continue;
    const count = asideOf(indices.length, options);
    if (!(Number.isInteger(count) && count >= 0 && count < indices.length)) {
      throw new UsageError(`class '${dataset.classes[label]}' cannot be split`, {
        expected: `between 0 and ${indices.length - 1} images set aside`,
        got: String(count),
        hint: 'Set fewer images aside or add images.',
      });
    }
    const order = new RandomStream(options.seed ?? 0, streams[split], label).permutation(indices.length);
    for (const k of order.subarray(0, count)) aside.add(indices[k]!);
  }
  const all = Array.from({ length: dataset.length }, (_, index) => index);
  const left = all.filter((index) => !aside.has(index));
  const taken = all.filter((index) => aside.has(index));
  return [subset(dataset, left), subset(dataset, taken, `${dataset.name} (${split})`)];
}

/** Which of images without a class a seed sets aside: a share of them, at least one, and never all. */
export function drawAside(
  length: number,
  { fraction, seed = 0 }: { readonly fraction: number; readonly seed?: number | undefined },
  split: 'val' | 'test',
): ReadonlySet<number> {
  const count = Math.min(length - 1, Math.max(1, Math.round(length * fraction)));
  const order = new RandomStream(seed, streams[split]).permutation(length);
  return new Set(order.subarray(0, Math.max(0, count)));
}

function asideOf(size: number, options: SplitOptions): number {
  if ('perClass' in options) return options.perClass;
  return size === 1 ? 0 : Math.max(Math.round(size * options.fraction), 1);
}
