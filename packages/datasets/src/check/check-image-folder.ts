import { join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { type FolderEntries, folderEntries, visibleEntries } from '../folders/folder-entries.js';
import { holdsSplits, type SplitFolders, splitFolders } from '../folders/split-names.js';
import { manifestName } from '../prepare/manifest.js';
import { addAll } from './add-all.js';
import { checkImages } from './check-images.js';
import { classMismatches } from './class-mismatches.js';
import type { ImageToCheck } from './image-to-check.js';
import { type ListedSplit, listSplit } from './list-images.js';
import { type Problem, problemFrom, problemOf } from './problem.js';

/**
 * Finds everything wrong with a folder of class folders, of `train/`, `val/` and `test/`, or of several such domains, in one
 * pass.
 *
 * Every image is decoded in full; nothing is changed and nothing is thrown for a bad folder: no error among what is found
 * means that training can start. `onImage` is called after each image with the progress.
 */
export async function checkImageFolder(
  root: string,
  onImage?: (done: number, total: number) => void,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  let domains: ImageToCheck[][] = [];
  try {
    const entries = await folderEntries(root);
    const inside = holdsSplits(entries.folders) ? [] : await domainsIn(root, entries.folders);
    if (inside.length > 0) addAll(problems, strays(root, entries, inside, 'the domains'));
    const folders = inside.length > 0 ? inside.map((name) => join(root, name)) : [root];
    domains = await Promise.all(folders.map((folder) => listDomain(folder, problems)));
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    return [problemFrom('missing-folder', error, root)];
  }
  const total = domains.reduce((n, { length }) => n + length, 0);
  let before = 0;
  // Domains are checked one by one: a picture in two of them is no leak.
  for (const images of domains) {
    const found = await checkImages(root, images, (done) => onImage?.(before + done, total));
    addAll(problems, found);
    before += images.length;
  }
  return problems;
}

/** Subfolders that hold splits; none where the folder is one of class folders. */
async function domainsIn(root: string, folders: readonly string[]): Promise<string[]> {
  const domains: string[] = [];
  for (const name of folders) {
    if (name.startsWith('.')) continue;
    const entries = await visibleEntries(join(root, name)).catch(() => undefined);
    if (entries && holdsSplits(entries.folders)) domains.push(name);
  }
  return domains;
}

/** Lists the images of one domain; what is wrong with its folders joins the problems. */
async function listDomain(root: string, problems: Problem[]): Promise<ImageToCheck[]> {
  const entries = await folderEntries(root);
  const roles: SplitFolders = splitFolders(root, entries.folders);
  const splits = [roles.train, roles.val, roles.test].filter((name) => name !== undefined);
  if (splits.length > 0) {
    addAll(problems, missingSplits(root, roles));
    addAll(problems, strays(root, entries, splits, 'the splits'));
  }
  const listed = new Map<string, ListedSplit>();
  for (const split of splits) listed.set(split, await listSplit(join(root, split), split));
  if (splits.length === 0) listed.set('', await listSplit(root, ''));
  const images: ImageToCheck[] = [];
  const training = roles.train === undefined ? undefined : listed.get(roles.train);
  for (const [split, found] of listed) {
    addAll(problems, found.problems);
    addAll(images, found.images);
    if (training) addAll(problems, classMismatches(root, split, training.classes, found.classes));
  }
  return images;
}

function missingSplits(root: string, roles: SplitFolders): Problem[] {
  return (['train', 'test'] as const)
    .filter((role) => roles[role] === undefined)
    .map((name) =>
      problemOf(
        'missing-folder',
        join(root, name),
        `the '${name}' split is missing`,
        'Create it, with the class folders of the other split.',
      ),
    );
}

/** Entries beside the splits or the domains, which are easily mistaken for part of the data. */
function strays(root: string, entries: FolderEntries, read: readonly string[], beside: string): Problem[] {
  return [...entries.folders, ...entries.files]
    .filter((name) => !read.includes(name) && name !== manifestName)
    .map((name) =>
      problemOf(
        'ignored',
        join(root, name),
        `'${name}' lies beside ${beside} and is not read`,
        'Move or delete it.',
      ),
    );
}
