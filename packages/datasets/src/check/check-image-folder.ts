import { join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { classDifference } from '../folders/class-difference.js';
import { type FolderEntries, folderEntries } from '../folders/folder-entries.js';
import { checkImage } from './check-image.js';
import { findDuplicates } from './find-duplicates.js';
import { type ListedSplit, listSplit } from './list-images.js';
import { type Problem, problemOf } from './problem.js';

/** Images decoded at once: a bound on memory. */
const AT_ONCE = 4;

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
  problems.push(...[...listed.values()].flatMap((split) => split.problems), ...classMismatches(root, listed));

  const images = [...listed.values()].flatMap((split) => split.images);
  let done = 0;
  const checked = await mapAtOnce(images, AT_ONCE, async (image) => {
    const result = await checkImage(image.path);
    onImage?.(++done, images.length);
    return { ...image, ...result };
  });
  problems.push(...checked.flatMap((image) => image.problems), ...findDuplicates(checked));
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
    .filter((name) => !splits.includes(name))
    .map((name) =>
      problemOf(
        'ignored',
        join(root, name),
        `'${name}' lies beside the splits and is not read`,
        'Move or delete it.',
      ),
    );
}

/** Labels come from the class list, so all splits need the same one; training's counts. */
function classMismatches(root: string, listed: ReadonlyMap<string, ListedSplit>): Problem[] {
  const reference = listed.get('train');
  if (!reference) return [];
  const problems: Problem[] = [];
  for (const [split, { classes }] of listed) {
    const { onlyFirst, onlySecond } = classDifference(reference.classes, classes);
    for (const name of onlyFirst) {
      problems.push(
        problemOf(
          'class-mismatch',
          join(root, split),
          `has no class '${name}', which 'train' has`,
          `Add '${split}/${name}' or remove 'train/${name}'.`,
        ),
      );
    }
    for (const name of onlySecond) {
      problems.push(
        problemOf(
          'class-mismatch',
          join(root, split, name),
          `class '${name}' is not in 'train'`,
          `Add 'train/${name}' or remove this folder.`,
        ),
      );
    }
  }
  return problems;
}

/** Maps with at most `limit` in flight, results in the order of the items. */
async function mapAtOnce<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
