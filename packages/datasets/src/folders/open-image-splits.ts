import { join } from 'node:path';
import { FormatError, MismatchError } from '@ftn/errors';
import type { ImageDataset } from '../image-dataset.js';
import { type SplitOptions, splitDataset } from '../split-dataset.js';
import { classDifference } from './class-difference.js';
import { visibleEntries } from './folder-entries.js';
import { openImageFolder } from './open-image-folder.js';

export interface ImageSplitsOptions {
  /** The data set's name; otherwise the folder's. */
  readonly name?: string;
  /** The subfolders of the splits; 'train', 'val' and 'test' unless said otherwise. */
  readonly folders?: { readonly train?: string; readonly val?: string; readonly test?: string };
  /** Takes validation images from the training ones where there is no folder of them. */
  readonly val?: SplitOptions;
}

/** A data set's published splits. */
export interface ImageSplits {
  readonly classes: readonly string[];
  readonly train: ImageDataset;
  readonly val?: ImageDataset;
  readonly test: ImageDataset;
}

/**
 * Opens `train/`, `test/` and, where it exists, `val/`, each with one subfolder a class.
 *
 * Labels follow the training classes. Throws FormatError where a split is missing and MismatchError that
 * names the classes only one of the splits has.
 */
export async function openImageSplits(root: string, options: ImageSplitsOptions = {}): Promise<ImageSplits> {
  const { train = 'train', val = 'val', test = 'test' } = options.folders ?? {};
  const { folders } = await visibleEntries(root);
  for (const split of [train, test]) {
    if (!folders.includes(split)) {
      throw new FormatError(`the folder has no '${split}' split`, {
        file: root,
        expected: `the subfolders '${train}' and '${test}'`,
        got: folders.length > 0 ? folders.slice(0, 8).join(', ') : 'none',
        hint: `Create it, or name another folder as the split.`,
      });
    }
  }
  const classes = (await visibleEntries(join(root, train))).folders;
  const named = (split: string) => (options.name ? { name: `${options.name}/${split}` } : {});
  const open = async (split: string) => {
    const found = (await visibleEntries(join(root, split))).folders;
    requireSameClasses(root, [train, classes], [split, found]);
    return openImageFolder(join(root, split), { classes, ...named(split) });
  };
  const training = await open(train);
  const testing = await open(test);
  if (folders.includes(val)) return { classes, train: training, val: await open(val), test: testing };
  if (!options.val) return { classes, train: training, test: testing };
  return { classes, ...splitDataset(training, options.val), test: testing };
}

function requireSameClasses(
  root: string,
  a: [string, readonly string[]],
  b: [string, readonly string[]],
): void {
  const { onlyFirst, onlySecond } = classDifference(a[1], b[1]);
  if (onlyFirst.length + onlySecond.length === 0) return;
  const list = (split: string, names: string[]) => {
    if (names.length === 0) return '';
    const rest = names.length > 10 ? ` and ${names.length - 10} more` : '';
    return `only in ${split}: ${names.slice(0, 10).join(', ')}${rest}`;
  };
  throw new MismatchError(`'${a[0]}' and '${b[0]}' hold different classes`, {
    file: root,
    expected: 'the same class folders in both',
    got: [list(a[0], onlyFirst), list(b[0], onlySecond)].filter(Boolean).join('; '),
    hint: 'Rename, add or remove class folders until both agree.',
  });
}
