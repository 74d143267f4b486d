import { basename, join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { classFolders } from '../folders/class-folders.js';
import { type FolderEntries, folderEntries } from '../folders/folder-entries.js';
import { type Skipped, walkImages } from '../folders/walk-images.js';
import { type Problem, type ProblemCode, problemFrom, problemOf } from './problem.js';

/** One image file and what its place says about it. */
interface ListedImage {
  readonly path: string;
  readonly split: string;
  readonly className: string;
}

/** What a walk over one split's folder finds. */
export interface ListedSplit {
  readonly classes: string[];
  readonly images: ListedImage[];
  readonly problems: Problem[];
}

/** Lists the images of a folder of class folders, and all other entries in it. */
export async function listSplit(folder: string, split: string): Promise<ListedSplit> {
  const listed: ListedSplit = { classes: [], images: [], problems: [] };
  const { folders, files } = await entriesOf(listed, folder);
  for (const name of files)
    listed.problems.push(ignored({ path: join(folder, name), reason: 'lies outside the class folders' }));
  for (const name of folders.filter((one) => one.startsWith('.')))
    listed.problems.push(ignored({ path: join(folder, name), reason: 'is a hidden folder' }));
  const classes = await attempt(listed, 'broken-annotations', folder, () => classFolders(folder));
  for (const { name, folder: onDisk } of classes ?? []) {
    listed.classes.push(name);
    await listClass(listed, join(folder, onDisk), split, name);
  }
  if (listed.classes.length === 0) {
    const hint = 'Put the images of each class into a subfolder named after it.';
    listed.problems.push(problemOf('no-classes', folder, 'holds no class folders', hint));
  }
  return listed;
}

async function listClass(
  listed: ListedSplit,
  folder: string,
  split: string,
  className: string,
): Promise<void> {
  const walked = await attempt(listed, 'missing-folder', folder, () => walkImages(folder));
  if (!walked) return;
  const { images, unread, skipped } = walked;
  for (const one of skipped) listed.problems.push(ignored(one));
  if (images.length + unread.length === 0) {
    const hint = 'Add images or remove the folder.';
    listed.problems.push(problemOf('empty-class', folder, `class '${className}' holds no images`, hint));
  }
  // Pictures that are not read are refused when they are decoded, by what they are.
  for (const path of [...images, ...unread]) listed.images.push({ path, split, className });
}

function ignored({ path, reason }: Skipped): Problem {
  return problemOf('ignored', path, `'${basename(path)}' ${reason} and is not read`, 'Move or delete it.');
}

/** What an error of this project says becomes a problem. */
async function attempt<T>(
  listed: ListedSplit,
  code: ProblemCode,
  folder: string,
  read: () => Promise<T>,
): Promise<T | undefined> {
  return read().catch((error: unknown) => {
    if (!FtnError.isInstance(error)) throw error;
    listed.problems.push(problemFrom(code, error, folder));
    return undefined;
  });
}

/** A folder's entries; one that cannot be read is reported and counts as empty. */
async function entriesOf(listed: ListedSplit, folder: string): Promise<FolderEntries> {
  const entries = await attempt(listed, 'missing-folder', folder, () => folderEntries(folder));
  return entries ?? { folders: [], files: [] };
}
