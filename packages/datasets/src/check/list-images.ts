import { join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { type FolderEntries, folderEntries } from '../folders/folder-entries.js';
import { isImageName } from '../folders/image-names.js';
import { type Problem, problemOf } from './problem.js';

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

/** Lists the images of a folder of class folders and everything in it that is none. */
export async function listSplit(folder: string, split: string): Promise<ListedSplit> {
  const listed: ListedSplit = { classes: [], images: [], problems: [] };
  const { folders, files } = await entriesOf(listed, folder);
  for (const name of files)
    listed.problems.push(ignored(join(folder, name), name, 'lies outside the class folders'));
  for (const className of folders) {
    if (className.startsWith('.')) {
      listed.problems.push(ignored(join(folder, className), className, 'is a hidden folder'));
      continue;
    }
    listed.classes.push(className);
    await listClass(listed, join(folder, className), split, className);
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
  const { folders, files } = await entriesOf(listed, folder);
  const images = files.filter((name) => isImageName(name) && !name.startsWith('.'));
  for (const name of folders)
    listed.problems.push(ignored(join(folder, name), name, 'is a folder inside a class'));
  for (const name of files) {
    if (images.includes(name)) continue;
    const reason = name.startsWith('.') ? 'is a hidden file' : 'has no image ending';
    listed.problems.push(ignored(join(folder, name), name, reason));
  }
  if (images.length === 0) {
    const hint = 'Add images or remove the folder.';
    listed.problems.push(problemOf('empty-class', folder, `class '${className}' holds no images`, hint));
  }
  for (const name of images) listed.images.push({ path: join(folder, name), split, className });
}

function ignored(file: string, name: string, reason: string): Problem {
  return problemOf('ignored', file, `'${name}' ${reason} and is not read`, 'Move or delete it.');
}

/** A folder's entries; one that cannot be read is reported and counts as empty. */
async function entriesOf(listed: ListedSplit, folder: string): Promise<FolderEntries> {
  return folderEntries(folder).catch((error: unknown) => {
    if (!FtnError.isInstance(error)) throw error;
    listed.problems.push(problemOf('missing-folder', folder, error.problem, 'Check its permissions.'));
    return { folders: [], files: [] };
  });
}
