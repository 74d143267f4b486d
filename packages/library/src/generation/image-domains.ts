import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { createBatchLoader, type Dataset, hasMaps, type ImageDataset, openImageFolder } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { ImageSet } from '@ftn/generation';
import type { GeneratorSection } from '@ftn/generation/node';
import { type Recipe, transformsOf } from '@ftn/training';
import type { Data, DataOptions, DataSplits } from '../data/data.js';
import type { DataIdentity } from '../data/fingerprint.js';
import { openData, wantedDomains, withNamesApart } from '../data/open-data.js';
import { parseData } from '../data/sources.js';
import { unreadPictures, withoutBroken } from '../data/without-broken.js';
import type { RunContext } from '../progress/run.js';

/** The images a generator is adapted to, in memory. */
export interface ImageDomain {
  /** What was opened, with every image in each of its sets: what is learned is what is measured. */
  readonly data: Data;
  readonly classes: readonly string[];
  readonly images: ImageSet;
  readonly identity: DataIdentity;
}

/** How the domains of a generator are opened. */
export interface ImageDomainOptions {
  readonly opening: DataOptions;
  /** The domains of data that has several; default all. */
  readonly domains?: readonly string[] | undefined;
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a word names a folder of images without classes or splits. */
function isPlainFolder(spec: string): boolean {
  if (parseData(spec).word !== null || !isFolder(spec)) return false;
  const entries = readdirSync(spec, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries.length > 0 && entries.every((entry) => !entry.isDirectory());
}

/** A folder of images as one domain of one class. */
async function openPlainFolder(spec: string, options: DataOptions): Promise<Data> {
  const folder = resolve(spec);
  const name = basename(folder);
  const { skipBroken } = options;
  const { leftOut: unread, onUnread } = unreadPictures(skipBroken);
  const all = await openImageFolder(dirname(folder), { name, classes: [name], onUnread });
  const found = { name, train: all, test: all, leftOut: unread };
  const [read] =
    skipBroken === undefined ? [found] : await withoutBroken([found], { ...options, skipBroken }, spec);
  const { train, notes = [], leftOut = [] } = read as DataSplits;
  const set = { ...train, length: Math.min(train.length, options.limit ?? train.length) };
  return {
    name,
    sourceName: name,
    classes: [name],
    train: set,
    validation: { ...set, length: 0 },
    test: set,
    heldOut: false,
    notes,
    leftOut,
    origin: { spec, options },
  };
}

/** The data of a word with every image in each of its sets. */
async function openWhole(spec: string, { opening, domains }: ImageDomainOptions): Promise<Data[]> {
  const options = { ...opening, holdOut: 0 };
  const found = isPlainFolder(spec) ? [await openPlainFolder(spec, options)] : await openData(spec, options);
  return wantedDomains(found, domains, spec).map((data) => {
    const every: Dataset = data.whole ?? data.train;
    return { ...data, train: every, validation: { ...every, length: 0 }, test: every };
  });
}

/** The domains of several words whose images a generator can be adapted to, not yet read. */
export async function openWholes(specs: readonly string[], options: ImageDomainOptions): Promise<Data[]> {
  const all: Data[] = [];
  for (const spec of specs) all.push(...(await openWhole(spec, options)));
  for (const { name, train, origin } of all) {
    if (train.length === 0) throw new UsageError(`the domain '${name}' has no images`, { got: origin.spec });
    if (!hasMaps(train)) continue;
    throw new UsageError(`'${origin.spec}' has maps, which a generator does not learn`, {
      expected: 'images, with classes or without',
    });
  }
  return withNamesApart(all);
}

/** How images are read for a generator of `size` pixels. */
export interface ReadingOptions {
  readonly size: number;
  /** The recipe's own; the generator's size stands in the place of the recipe's. */
  readonly recipe: Pick<Recipe, 'input' | 'transforms'>;
  readonly classes: GeneratorSection['classes'];
  readonly workers?: number | undefined;
}

/** Every image of a set as bytes, as evaluation sees it. */
async function readPixels(
  { name, train }: Data,
  { size, recipe, workers }: ReadingOptions,
  { emit, stop }: RunContext,
): Promise<ImageSet['pixels']> {
  const dataset = train as ImageDataset;
  const { mean, std } = recipe.input;
  const pixels = new Uint8ClampedArray(dataset.length * size * size * 3);
  const label = `${name}: reading`;
  await using loader = createBatchLoader({
    dataset,
    batchSize: 32,
    transforms: transformsOf(recipe.transforms.evaluate, { size, mean, std }),
    ...(workers === undefined ? {} : { workers }),
  });
  let at = 0;
  for await (const { images } of loader.batches(0)) {
    stop.throwIfRequested();
    for (const value of images) pixels[at++] = (value + 1) * 127.5;
    if (dataset.image(0).kind === 'file')
      emit({ kind: 'progress', label, done: at / (size * size * 3), total: dataset.length });
  }
  emit({ kind: 'done', label });
  return pixels;
}

/** Reads the images of a domain into memory. */
export async function readImageDomain(
  data: Data,
  options: ReadingOptions,
  context: RunContext,
): Promise<ImageDomain> {
  const pixels = await readPixels(data, options, context);
  const set = data.train as ImageDataset;
  const one = options.classes === 'one';
  const labels = Int32Array.from({ length: set.length }, (_, i) => (one ? 0 : set.label(i)));
  const classes = one ? [data.name] : set.classes;
  const sha256 = createHash('sha256').update(pixels).update(labels).digest('hex');
  const all = { images: set.length, sha256 };
  const none = { images: 0, sha256: createHash('sha256').digest('hex') };
  const identity = { domain: data.name, classes, train: all, validation: none, test: all };
  return { data, classes, images: { size: options.size, pixels, labels }, identity };
}
