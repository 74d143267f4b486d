import { type ImageDataset, splitDataset, subset } from '@ftn/datasets';
import type { ImagesPerClass } from './data/data-opener.js';
import { parseData } from './data/openers.js';
import { shiftSets, splitShift } from './data/shifted-domain.js';
import type { DomainData, DomainSets } from './domain-data.js';

export interface DataOptions {
  /** Seeds the held-out part and the made-up images; default 0. */
  readonly seed?: number;
  /** Share of the training images held out where the data brings no validation set, 0 for none; default 0.1. */
  readonly holdOut?: number;
  /** At most so many images of each class in each set; default all. */
  readonly limit?: number | undefined;
  /** At most so many test images of each class; default `limit`. */
  readonly testLimit?: number | undefined;
  /** Side of made-up images in pixels; default 64. */
  readonly size?: number;
  /** Made-up images of each class; default 60, 20 and 40. */
  readonly perClass?: ImagesPerClass;
}

/** Share of the training images that becomes the validation set where the data brings none. */
export const usualHoldOut = 0.1;

const usualPerClass: ImagesPerClass = { train: 60, val: 20, test: 40 };

/** The set with at most `limit` images of each class, the first of each. */
function limited(dataset: ImageDataset, limit: number): ImageDataset {
  const seen = dataset.classes.map(() => 0);
  const indices = Array.from({ length: dataset.length }, (_, index) => index);
  return subset(
    dataset,
    indices.filter((index) => seen[dataset.label(index)]!++ < limit),
  );
}

/** A domain of three sets: where it brings no validation set, a part of every training class becomes one. */
function withValidation(sets: DomainSets, options: DataOptions): DomainData {
  const { seed = 0, holdOut = usualHoldOut, limit, testLimit = limit } = options;
  const cut = (set: ImageDataset, most = limit) => (most === undefined ? set : limited(set, most));
  const { name, val } = sets;
  const train = cut(sets.train);
  const held = () =>
    holdOut > 0 ? splitDataset(train, { fraction: holdOut, seed }) : { train, val: subset(train, []) };
  const parts = val ? { train, val: cut(val) } : held();
  return {
    name,
    classes: train.classes,
    train: parts.train,
    validation: parts.val,
    test: cut(sets.test, testLimit),
    heldOut: !val,
  };
}

/**
 * The domains a `--data` word names: a folder, or one of the words of `data/openers.ts` (`mini-domains`,
 * `flowers:ROOT`, `idx:FOLDER` …). A shift before it (`edges:idx:FOLDER`) makes another domain of the same
 * images.
 */
export async function openData(spec: string, options: DataOptions = {}): Promise<DomainData[]> {
  const sets = await openSets(spec, options);
  return sets.map((domain) => withValidation(domain, options));
}

async function openSets(spec: string, options: DataOptions): Promise<DomainSets[]> {
  const { seed = 0, size = 64, limit, perClass = usualPerClass } = options;
  const shifted = splitShift(spec);
  if (shifted) {
    const sets = await openSets(shifted.spec, options);
    return sets.map((set) => shiftSets(set, shifted.shift, seed));
  }
  const { opener, place } = parseData(spec);
  return opener.open(place, { seed, size, limit, perClass });
}
