import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type ImageDataset, openImageSplits, splitDataset, subset } from '@ftn/datasets';
import { StorageError } from '@ftn/errors';
import type { DomainData, DomainSets } from './domain-data.js';
import { openIdxFolder } from './idx-folder.js';
import { type ImagesPerClass, openMiniDomains } from './mini-domains.js';
import { shiftSets, splitShift } from './shifted-domain.js';

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

const howToGiveData =
  "--data takes a folder with train/ and test/, a folder of such folders, idx:FOLDER, or 'mini-domains'.";

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

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a folder holds a domain, or was meant to. */
const looksLikeDomain = (folder: string) => isFolder(join(folder, 'train')) || isFolder(join(folder, 'test'));

async function openFolder(folder: string): Promise<DomainSets[]> {
  if (!isFolder(folder)) {
    throw new StorageError('there is no such folder', { file: folder, hint: howToGiveData });
  }
  const domains = looksLikeDomain(folder)
    ? [folder]
    : readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
        .filter(looksLikeDomain);
  if (domains.length === 0) {
    throw new StorageError('this folder holds no training and test images', {
      file: folder,
      expected: "the folders 'train' and 'test', each with a folder of images for every class",
      hint: howToGiveData,
    });
  }
  const sets: DomainSets[] = [];
  for (const domain of domains) {
    const { train, val, test } = await openImageSplits(domain);
    sets.push({ name: basename(domain), train, test, ...(val ? { val } : {}) });
  }
  return sets;
}

/**
 * The domains a `--data` word names: `mini-domains` or one style of it, `idx:FOLDER` (the MNIST family's
 * files), a folder with `train/` and `test/` (and perhaps `val/`) of class folders, or a folder of such folders.
 * A shift before it (`edges:idx:FOLDER`) makes another domain of the same images.
 */
export async function openData(spec: string, options: DataOptions = {}): Promise<DomainData[]> {
  const sets = await openSets(spec, options);
  return sets.map((domain) => withValidation(domain, options));
}

async function openSets(spec: string, options: DataOptions): Promise<DomainSets[]> {
  const shifted = splitShift(spec);
  if (shifted) {
    const sets = await openSets(shifted.spec, options);
    return sets.map((set) => shiftSets(set, shifted.shift, options.seed ?? 0));
  }
  if (/^mini-domains(\/|$)/.test(spec)) {
    const { seed = 0, size = 64, limit, perClass = usualPerClass } = options;
    return openMiniDomains(spec, { seed, size, limit, perClass });
  }
  if (spec.startsWith('idx:')) return [await openIdxFolder(resolve(spec.slice('idx:'.length)))];
  return openFolder(resolve(spec));
}
