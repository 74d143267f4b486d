import type { ImageDataset } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { drawnDataset } from '../drawn-dataset.js';
import { artists } from './artists/artists.js';
import { birds } from './birds/birds.js';
import { cars } from './cars/cars.js';
import { flowers } from './flowers/flowers.js';
import type { SketchSet } from './sketch-set.js';
import { sketches } from './sketches/sketches.js';

// ImageNet-to-Sketch's five, in the paper's order.
const sets = { flowers, cars, sketch: sketches, birds, artists } satisfies Record<string, SketchSet>;

/** One of the five made-up sets that stand in for ImageNet-to-Sketch. */
export type MiniSketchSet = keyof typeof sets;

/** The five sets: stand-ins for Flowers, Cars, Sketch, CUB and WikiArt. */
export const miniSketchSets = Object.keys(sets) as readonly MiniSketchSet[];

/** The classes of a set, in label order. */
export function miniSketchClasses(set: MiniSketchSet): readonly string[] {
  return setOf(set).classes;
}

/** One of the made-up sets: its name, split and size. */
export interface MiniSketchOptions {
  readonly set: MiniSketchSet;
  /** Splits share no image: each draws from streams of its own. */
  readonly split: 'train' | 'val' | 'test';
  /** Images of each class. */
  readonly perClass: number;
  /** Default 0. */
  readonly seed?: number;
  /** Side of the square images in pixels. */
  readonly size?: number;
}

/**
 * A made-up set: `perClass` images of each of its classes, class by class, RGB.
 *
 * Every image is a function of (seed, set, split, class, its number) alone, equal to the bit on every machine.
 *
 * @throws UsageError for an unknown set or a size below 16
 */
export function miniSketch(options: MiniSketchOptions): ImageDataset {
  const { set, split, perClass, seed = 0, size = 64 } = options;
  const { classes, draw } = setOf(set);
  return drawnDataset({
    name: `mini-sketch/${set}/${split}`,
    classes,
    perClass,
    size,
    seed,
    draw: (className, number) =>
      draw(className, new RandomStream(seed, 'mini-sketch', set, split, className, number), size),
  });
}

function setOf(name: string): SketchSet {
  if (Object.hasOwn(sets, name)) return sets[name as MiniSketchSet];
  throw new UsageError(`mini-sketch has no set '${name}'`, { hint: suggest(name, miniSketchSets) });
}
