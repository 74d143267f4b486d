import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type FolderEntries, folderEntries } from './folder-entries.js';

/** No sane tree is deeper. */
const DEEPEST = 32;

/** A folder on the way, with the names in it; none where it is not entered, and why. */
export interface WalkedFolder {
  readonly path: string;
  readonly entries: FolderEntries;
  readonly skipped?: string;
}

/**
 * Walks a folder and those below it that are not hidden, links followed; a link that leads back to a folder it lies in is
 * given without entries.
 */
export async function* walkFolders(root: string): AsyncGenerator<WalkedFolder> {
  const open: { path: string; above: readonly string[] }[] = [{ path: root, above: [] }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { path, above } = place;
    const entries = await folderEntries(path);
    const real = await realpath(path);
    const nothing: FolderEntries = { folders: [], files: [] };
    if (above.includes(real))
      yield { path, entries: nothing, skipped: 'is a link to a folder that it lies in' };
    else if (above.length > DEEPEST)
      yield { path, entries: nothing, skipped: `lies more than ${DEEPEST} folders deep` };
    else {
      yield { path, entries };
      for (const name of entries.folders.toReversed()) {
        if (!name.startsWith('.')) open.push({ path: join(path, name), above: [...above, real] });
      }
    }
  }
}
