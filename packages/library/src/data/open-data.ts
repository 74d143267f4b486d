import { basename, dirname, resolve } from 'node:path';
import {
  type Dataset,
  drawAside,
  hasMaps,
  splitDataset,
  subset,
  type TargetName,
  targetsOf,
} from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import type { Data, DataOptions, DataSplits } from './data.js';
import { shiftSets, splitShift } from './shifted-data.js';
import { parseData } from './sources.js';
import { withoutBroken } from './without-broken.js';

/** Share of the training images that becomes the validation set where the data brings none. */
export const usualHoldOut = 0.1;

/** The first `limit` images of each class; of images without a class, the first in all. */
function limited(dataset: Dataset, limit: number | undefined): Dataset {
  if (limit === undefined) return dataset;
  if (hasMaps(dataset)) return { ...dataset, length: Math.min(limit, dataset.length) };
  const seen = dataset.classes.map(() => 0);
  const indices = Array.from({ length: dataset.length }, (_, index) => index);
  return subset(
    dataset,
    indices.filter((index) => seen[dataset.label(index)]!++ < limit),
  );
}

/** A part of a set held out by a seed: of every class alike, or of all where images have no class. */
function heldOut(dataset: Dataset, fraction: number, seed: number): { train: Dataset; val: Dataset } {
  if (!hasMaps(dataset)) return splitDataset(dataset, { fraction, seed });
  const aside = drawAside(dataset.length, { fraction, seed }, 'val');
  const all = Array.from({ length: dataset.length }, (_, index) => index);
  return {
    train: subset(
      dataset,
      all.filter((index) => !aside.has(index)),
    ),
    val: subset(
      dataset,
      all.filter((index) => aside.has(index)),
    ),
  };
}

/** Where each map that is read comes from, in words. */
function originsOf(dataset: Dataset, targets: readonly TargetName[] = targetsOf(dataset)): string[] {
  if (!hasMaps(dataset)) return [];
  const read = dataset.keys.filter((key) => targets.includes(key));
  return read.flatMap((key) =>
    dataset.origins[key] === undefined ? [] : [`${key}: ${dataset.origins[key]}`],
  );
}

/** A domain of three sets: where it brings no validation set, a part of every training class becomes one. */
function withValidation(splits: DataSplits, spec: string, options: DataOptions): Data {
  const { seed = 0, holdOut = usualHoldOut, limit, testLimit = limit } = options;
  const { name, val } = splits;
  const notes = [...(splits.notes ?? []), ...originsOf(splits.train, options.targets)];
  const train = limited(splits.train, limit);
  const held = () => (holdOut > 0 ? heldOut(train, holdOut, seed) : { train, val: subset(train, []) });
  const parts = val ? { train, val: limited(val, limit) } : held();
  return {
    name,
    sourceName: name,
    classes: train.classes,
    train: parts.train,
    validation: parts.val,
    test: limited(splits.test, testLimit),
    ...(splits.whole ? { whole: limited(splits.whole, limit) } : {}),
    heldOut: !val && parts.val.length > 0,
    notes,
    leftOut: splits.leftOut ?? [],
    origin: { spec, options },
  };
}

/** The sets a word names, shifts applied, before anything is limited or held out. */
async function openSplits(spec: string, options: DataOptions = {}): Promise<DataSplits[]> {
  const {
    seed = 0,
    size = 64,
    limit,
    testLimit = limit,
    madeUp,
    labels = 41,
    targets,
    testFraction,
    skipBroken,
  } = options;
  const shifted = splitShift(spec);
  if (shifted) {
    const sets = await openSplits(shifted.spec, options);
    return sets.map((set) => shiftSets(set, shifted.shift, seed));
  }
  const { source, place } = parseData(spec);
  if (testFraction !== undefined && !source.takesTestFraction) {
    throw new UsageError(`'${spec}' brings its own test images`, {
      expected: 'a folder of class folders, where a fraction is to be tested',
      hint: 'Leave `testFraction` out.',
    });
  }
  if (targets) requireThere(spec, source.targets ?? ['label'], targets);
  const most = limit === undefined || testLimit === undefined ? undefined : Math.max(limit, testLimit);
  const settings = { seed, size, limit: most, madeUp, labels, targets, testFraction, skipBroken };
  const sets = await source.open(place, settings);
  return skipBroken === undefined ? sets : withoutBroken(sets, { ...options, skipBroken }, spec);
}

/**
 * The domains a word for data names: a folder, or one of the words of `sources.ts` (`mini-domains`, `flowers:ROOT`,
 * `idx:FOLDER` …). A shift before it (`edges:idx:FOLDER`) makes another domain of the same images.
 */
export async function openData(spec: string, options: DataOptions = {}): Promise<Data[]> {
  const sets = await openSplits(spec, options);
  return sets.map((set) => withValidation(set, spec, options));
}

/**
 * Of the domains of one word those that are wanted, in that order; all where nothing is said, or where there is but one.
 *
 * @throws UsageError where it has none of them
 */
export function wantedDomains(
  found: readonly Data[],
  wanted: readonly string[] | undefined,
  spec: string,
): readonly Data[] {
  if (found.length === 1 || wanted === undefined) return found;
  const chosen = wanted.flatMap((name) => found.filter(({ sourceName }) => sourceName === name));
  if (chosen.length > 0) return chosen;
  const names = found.map(({ sourceName }) => sourceName);
  throw new UsageError(`'${spec}' holds none of the recipe's domains`, {
    expected: wanted.join(', '),
    got: names.join(', '),
    hint: `Name the domains you mean: \`set: domains=[${names[0]}]\`.`,
  });
}

/**
 * The domains of several words, each under a distinct name; of a word with several, those that are wanted.
 *
 * @throws UsageError where the same data is named twice, and where a word has none of the domains
 */
export async function openAll(
  specs: readonly string[],
  options: DataOptions,
  wanted?: readonly string[] | undefined,
): Promise<Data[]> {
  const all: Data[] = [];
  for (const spec of specs) all.push(...wantedDomains(await openData(spec, options), wanted, spec));
  return withNamesApart(all);
}

/**
 * Domains with distinct names: two folders of the same name are distinguished by their parent folders.
 *
 * @throws UsageError where the same data is named twice
 */
export function withNamesApart(all: readonly Data[]): Data[] {
  const namesakes = (data: Data) => all.filter(({ name }) => name === data.name).length > 1;
  const named = all.map((data) => {
    if (!namesakes(data)) return data;
    return { ...data, name: `${basename(dirname(resolve(data.origin.spec)))}-${data.name}` };
  });
  const twice = named.find(({ name }, i) => named.findIndex((other) => other.name === name) !== i);
  if (!twice) return named;
  throw new UsageError(`two domains are called '${twice.name}'`, {
    got: named.map(({ origin }) => origin.spec).join(', '),
    hint: 'Name each data set once, or rename one of the folders.',
  });
}

/** Refuses data without what is to be learned; the error says what it has. */
function requireThere(spec: string, there: readonly TargetName[], wanted: readonly TargetName[]): void {
  const missing = wanted.find((target) => !there.includes(target));
  if (missing === undefined) return;
  const name = (target: TargetName) => (target === 'label' ? 'classes of images' : `'${target}'`);
  throw new UsageError(`'${spec}' has no ${name(missing)} to learn`, {
    expected: `data with ${wanted.map(name).join(', ')}`,
    got: there.map(name).join(', '),
    hint: 'Choose other `tasks`, or other data.',
  });
}

/** Refuses data without what a task learns from. */
export function requireTargets(data: Data, task: Pick<Task, 'targets'>): void {
  requireThere(data.origin.spec, targetsOf(data.train), task.targets);
}
