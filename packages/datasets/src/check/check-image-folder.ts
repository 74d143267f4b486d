import { join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { type FolderEntries, folderEntries } from '../folders/folder-entries.js';
import { manifestName } from '../prepare/manifest.js';
import { checkImages } from './check-images.js';
import { classMismatches } from './class-mismatches.js';
import { type ListedSplit, listSplit } from './list-images.js';
import { type Problem, problemOf } from './problem.js';

const splitNames = ['train', 'val', 'test'];

/**
 * Finds everything wrong with a folder of class folders, or of `train/`, `val/` and `test/`, in one pass.
 *
 * Every image is decoded in full; nothing is changed and nothing is thrown for a bad folder: an empty list
 * means that training can start. `onImage` is told after each image how many of all are done.
 */
export async function checkImageFolder(
  root: string,
  onImage?: (done: number, total: number) => void,
): Promise<Problem[]> {
  const entries = await folderEntries(root).catch((error: unknown) => {
    if (FtnError.isInstance(error)) return error;
    throw error;
  });
  if (entries instanceof Error)
    return [problemOf('missing-folder', root, entries.problem, 'Check the path.')];
  const splits = splitNames.filter((name) => entries.folders.includes(name));
  const problems: Problem[] = [];
  if (splits.length > 0) problems.push(...missingSplits(root, splits), ...strays(root, entries, splits));
  const listed = new Map<string, ListedSplit>();
  for (const split of splits) listed.set(split, await listSplit(join(root, split), split));
  if (splits.length === 0) listed.set('', await listSplit(root, ''));
  problems.push(...[...listed.values()].flatMap((split) => split.problems));
  const training = listed.get('train');
  if (training) {
    for (const [split, { classes }] of listed)
      problems.push(...classMismatches(root, split, training.classes, classes));
  }
  const images = [...listed.values()].flatMap((split) => split.images);
  problems.push(...(await checkImages(images, onImage)));
  return problems;
}

function missingSplits(root: string, splits: readonly string[]): Problem[] {
  return ['train', 'test']
    .filter((name) => !splits.includes(name))
    .map((name) =>
      problemOf(
        'missing-folder',
        join(root, name),
        `the '${name}' split is missing`,
        'Create it, with the class folders of the other split.',
      ),
    );
}

/** What lies beside the splits: easily taken for part of the data. */
function strays(root: string, entries: FolderEntries, splits: readonly string[]): Problem[] {
  return [...entries.folders, ...entries.files]
    .filter((name) => !splits.includes(name) && name !== manifestName)
    .map((name) =>
      problemOf(
        'ignored',
        join(root, name),
        `'${name}' lies beside the splits and is not read`,
        'Move or delete it.',
      ),
    );
}
