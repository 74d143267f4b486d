import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '@ftn/errors';

/** The names in a folder, in code-point order (as Python sorts), hidden ones included. */
export interface FolderEntries {
  readonly folders: string[];
  readonly files: string[];
}

/** Lists a folder; links count as what they lead to, and as files where they lead nowhere. */
export async function folderEntries(folder: string): Promise<FolderEntries> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const problem =
      cause.code === 'ENOENT' ? 'the folder is missing' : `the folder cannot be read (${cause.code})`;
    throw new StorageError(problem, { file: folder, hint: 'Check the path.', cause });
  });
  const sorted: FolderEntries = { folders: [], files: [] };
  for (const entry of entries) {
    const isFolder = entry.isSymbolicLink()
      ? await leadsToFolder(join(folder, entry.name))
      : entry.isDirectory();
    (isFolder ? sorted.folders : sorted.files).push(entry.name);
  }
  sorted.folders.sort(byCodePoint);
  sorted.files.sort(byCodePoint);
  return sorted;
}

/** The same without hidden entries. */
export async function visibleEntries(folder: string): Promise<FolderEntries> {
  const { folders, files } = await folderEntries(folder);
  const visible = (name: string) => !name.startsWith('.');
  return { folders: folders.filter(visible), files: files.filter(visible) };
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Order as Python sorts. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
