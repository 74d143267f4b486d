import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type ImageDataset,
  type MiniDomainStyle,
  miniDomain,
  miniDomainStyles,
  openImageFolder,
} from '@ftn/datasets';
import { MismatchError, StorageError, suggest, UsageError } from '@ftn/errors';
import type { DomainData } from './domain-data.js';
import { holdOut, limited } from './hold-out.js';
import { openIdxFolder } from './idx-folder.js';

export interface DataOptions {
  /** Seeds the held-out part and the made-up images; default 0. */
  readonly seed?: number;
  /** Share of the training images held out where the data brings no validation set; default 0.1. */
  readonly holdOut?: number;
  /** At most so many images of each class in each set. */
  readonly limit?: number | undefined;
  /** Side of made-up images in pixels; default 64. */
  readonly size?: number;
}

/** Images of each class in a made-up domain. */
const miniImages = { train: 60, val: 20, test: 40 } as const;

/** The three sets of a domain that brings train and test and perhaps a validation set. */
function domain(
  name: string,
  sets: { train: ImageDataset; test: ImageDataset; val: ImageDataset | null },
  options: DataOptions,
): DomainData {
  const { seed = 0, holdOut: share = 0.1, limit } = options;
  const cut = (set: ImageDataset) => (limit === undefined ? set : limited(set, limit));
  const { train, test, val } = sets;
  const { classes } = train;
  for (const other of [test, ...(val ? [val] : [])]) requireSameClasses(train, other);
  if (val) {
    return { name, classes, train: cut(train), validation: cut(val), test: cut(test), heldOut: false };
  }
  const { rest, held } = holdOut(cut(train), share, seed);
  return { name, classes, train: rest, validation: held, test: cut(test), heldOut: true };
}

/** Refuses two sets of one domain whose classes differ, naming the classes. */
function requireSameClasses(train: ImageDataset, other: ImageDataset): void {
  const only = (a: ImageDataset, b: ImageDataset) => a.classes.filter((name) => !b.classes.includes(name));
  const list = (names: readonly string[]) => names.slice(0, 6).join(', ') + (names.length > 6 ? ' …' : '');
  const missing = only(train, other);
  const extra = only(other, train);
  if (missing.length === 0 && extra.length === 0) return;
  const got = [
    ...(missing.length > 0 ? [`no ${list(missing)}`] : []),
    ...(extra.length > 0 ? [`besides ${list(extra)}`] : []),
  ];
  throw new MismatchError('the classes differ from those of the training set', {
    file: other.name,
    expected: `the ${train.classes.length} classes of ${train.name}`,
    got: got.join(' and '),
    hint: 'Give every set a folder for every class, with the same names.',
  });
}

function miniDomainsOf(spec: string, options: DataOptions): DomainData[] {
  const style = spec.slice('mini-domains'.length).replace(/^\//, '');
  const known: readonly string[] = miniDomainStyles;
  if (style !== '' && !known.includes(style)) {
    throw new UsageError(`mini-domains has no style '${style}'`, { hint: suggest(style, known) });
  }
  const { seed = 0, size = 64, limit = Number.POSITIVE_INFINITY } = options;
  const draw = (name: MiniDomainStyle, split: keyof typeof miniImages) =>
    miniDomain({ style: name, split, perClass: Math.min(limit, miniImages[split]), seed, size });
  const styles = (style === '' ? known : [style]) as readonly MiniDomainStyle[];
  return styles.map((name) =>
    domain(name, { train: draw(name, 'train'), test: draw(name, 'test'), val: draw(name, 'val') }, options),
  );
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isDomain = (folder: string) => isFolder(join(folder, 'train')) && isFolder(join(folder, 'test'));

/** The sub-folders that are domains, by name. */
function domainsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => isDomain(join(folder, name)));
  return names.sort();
}

async function folderDomain(folder: string, options: DataOptions): Promise<DomainData> {
  const open = (split: string) => openImageFolder(join(folder, split));
  const val = isFolder(join(folder, 'val')) ? await open('val') : null;
  return domain(basename(folder), { train: await open('train'), test: await open('test'), val }, options);
}

/**
 * The domains a `--data` word names: `mini-domains` or one style of it, `idx:FOLDER` (the MNIST family's
 * files), a folder with `train/` and `test/` (and perhaps `val/`) of class folders, or a folder of such folders.
 */
export async function openData(spec: string, options: DataOptions = {}): Promise<DomainData[]> {
  if (/^mini-domains(\/|$)/.test(spec)) return miniDomainsOf(spec, options);
  if (spec.startsWith('idx:')) {
    const folder = resolve(spec.slice('idx:'.length));
    return [domain(basename(folder), { ...(await openIdxFolder(folder)), val: null }, options)];
  }
  const folder = resolve(spec);
  if (!existsSync(folder)) {
    throw new StorageError('there is no such folder', { file: folder, hint: whatData });
  }
  if (isDomain(folder)) return [await folderDomain(folder, options)];
  const names = isFolder(folder) ? domainsIn(folder) : [];
  if (names.length === 0) {
    throw new StorageError('this holds no training and test images', {
      file: folder,
      expected: "the folders 'train' and 'test', each with a folder of images for every class",
      hint: `${whatData} 'ftn data check FOLDER' says what is wrong with one.`,
    });
  }
  const domains: DomainData[] = [];
  for (const name of names) domains.push(await folderDomain(join(folder, name), options));
  return domains;
}

const whatData =
  "--data takes a folder with train/ and test/, a folder of such folders, idx:FOLDER, or 'mini-domains'.";
