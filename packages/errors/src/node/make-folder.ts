import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorCode, storageError } from './storage-error.js';

/**
 * Creates a folder and those above it where they are missing; rejects with Node's errors. `mkdir` with `recursive` does not
 * return below /proc, and says ENOENT of a read-only file system.
 */
export async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const above = dirname(resolve(path));
    if (errorCode(error) !== 'ENOENT' || above === resolve(path)) throw error;
    if (!(await isFolder(above))) await createFolder(above);
    // Once more: what was missing above is there now, made here or by another process.
    await mkdir(path).catch(async (again: unknown) => {
      if (!(await isFolder(path))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

/**
 * The same, in our words.
 *
 * @throws StorageError with the path and the reason
 */
export async function makeFolder(path: string): Promise<void> {
  await createFolder(path).catch((error: unknown) => {
    throw storageError('the folder could not be made', path, error);
  });
}
