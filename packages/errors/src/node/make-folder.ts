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
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) return;
    const above = dirname(resolve(path));
    // What stands above is looked at once: where it is there, it is the file system that refuses.
    if (errorCode(error) !== 'ENOENT' || (await stat(above).catch(() => null))) throw error;
    await createFolder(above);
    await mkdir(path).catch(async (again: unknown) => {
      // Another process may have been first.
      if (!(await stat(path).catch(() => null))?.isDirectory()) throw again;
    });
  }
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
