import { join } from 'node:path';
import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import { classesWithoutImages } from '../classes-without-images.js';
import type { ImageDataset } from '../image-dataset.js';
import { type SplitOptions, setAside, splitDataset } from '../split-dataset.js';
import { classDifference } from './class-difference.js';
import { classFolders } from './class-folders.js';
import { visibleEntries } from './folder-entries.js';
import { type ImageFolderOptions, openImageFolder } from './open-image-folder.js';
import { splitFolders } from './split-names.js';

/** How the splits of a folder are opened. */
export interface ImageSplitsOptions extends Pick<ImageFolderOptions, 'onUnread'> {
  /** The data set's name; otherwise the folder's. */
  readonly name?: string;
  /** The subfolders of the splits; otherwise 'train', 'val' (or 'valid', 'validation') and 'test'. */
  readonly folders?: { readonly train?: string; readonly val?: string; readonly test?: string };
  /** Takes validation images from the training ones where there is no folder of them. */
  readonly val?: SplitOptions;
  /** Takes test images from the training ones, or from one folder of class folders, where there is no folder of them. */
  readonly test?: SplitOptions;
}

/** A data set's published splits. */
export interface ImageSplits {
  readonly classes: readonly string[];
  readonly train: ImageDataset;
  readonly val?: ImageDataset;
  readonly test: ImageDataset;
  /** Classes without a test image, by name: they are learnt and not measured. */
  readonly untested: readonly string[];
}

/**
 * Opens `train/`, `test/` and, where it exists, `val/`, each with one subfolder a class; with `test: { fraction, seed }`
 * also one folder of class folders, a part of which is tested.
 *
 * Labels follow the training classes; a class may lack test or validation images.
 *
 * @throws FormatError where a split is missing, MismatchError that names the classes training does not have, UsageError where
 *   test images are to be taken though there is a folder of them.
 */
export async function openImageSplits(root: string, options: ImageSplitsOptions = {}): Promise<ImageSplits> {
  const { folders } = await visibleEntries(root);
  const found = { ...splitFolders(root, folders), ...options.folders };
  const { onUnread } = options;
  const named = (split: string) => (options.name ? { name: `${options.name}/${split}` } : {});
  if (options.test && found.test) {
    throw new UsageError(`the folder has its own test images in '${found.test}'`, {
      file: root,
      hint: 'Omit the fraction for testing, or move that folder elsewhere.',
    });
  }
  const missing = missingSplit(found, folders, options.test !== undefined);
  if (missing) throw noSplit(root, missing, folders);
  const training = found.train ? join(root, found.train) : root;
  const whole = await openImageFolder(training, { onUnread, ...named(found.train ?? 'train') });
  const { classes } = whole;
  const open = async (split: string) => {
    const others = (await classFolders(join(root, split))).map(({ name }) => name);
    requireKnownClasses(root, [found.train ?? 'train', classes], [split, others]);
    return openImageFolder(join(root, split), { classes, someEmpty: true, onUnread, ...named(split) });
  };
  const [rest, test] = options.test
    ? setAside(whole, options.test, 'test')
    : [whole, await open(found.test!)];
  requireSome(root, test, found.test ?? 'test');
  const splits = { classes, test, untested: classesWithoutImages(test) };
  if (found.val && folders.includes(found.val)) return { ...splits, train: rest, val: await open(found.val) };
  return options.val ? { ...splits, ...splitDataset(rest, options.val) } : { ...splits, train: rest };
}

/** The first split that has to be there and is not. */
function missingSplit(
  found: { readonly train?: string; readonly test?: string },
  folders: readonly string[],
  testTaken: boolean,
): string | undefined {
  const there = (name: string | undefined) => name !== undefined && folders.includes(name);
  if (testTaken) return found.train === undefined || there(found.train) ? undefined : found.train;
  if (!there(found.train)) return found.train ?? 'train';
  return there(found.test) ? undefined : (found.test ?? 'test');
}

function noSplit(root: string, split: string, folders: readonly string[]): FormatError {
  return new FormatError(`the folder has no '${split}' split`, {
    file: root,
    expected: "the subfolders 'train' and 'test'",
    got: folders.length > 0 ? folders.slice(0, 8).join(', ') : 'none',
    hint: 'Create it, name another folder as the split, or take a fraction of the training images for testing.',
  });
}

function requireSome(root: string, { length }: ImageDataset, split: string): void {
  if (length > 0) return;
  throw new FormatError(`the '${split}' split holds no images`, { file: root, hint: 'Add images to it.' });
}

/** Labels are those of training: another split may lack some of its classes, but have no others. */
function requireKnownClasses(
  root: string,
  [train, known]: [string, readonly string[]],
  [split, classes]: [string, readonly string[]],
): void {
  const { onlyFirst, onlySecond } = classDifference(known, classes);
  if (onlySecond.length === 0) return;
  const list = (where: string, names: string[]) => {
    if (names.length === 0) return '';
    const rest = names.length > 10 ? ` and ${names.length - 10} more` : '';
    return `only in ${where}: ${names.slice(0, 10).join(', ')}${rest}`;
  };
  throw new MismatchError(`'${train}' and '${split}' hold different classes`, {
    file: root,
    expected: `no class in '${split}' that '${train}' lacks`,
    got: [list(train, onlyFirst), list(split, onlySecond)].filter(Boolean).join('; '),
    hint: 'Rename, add or remove class folders until both agree.',
  });
}
