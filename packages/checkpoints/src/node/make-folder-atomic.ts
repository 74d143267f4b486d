import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FtnError } from '@ftn/errors';
import { makeFolder, storageError } from '@ftn/errors/node';
import { isRunning } from './lock/owner.js';
import { machine, uniquePart } from './write-file-atomic.js';

const partialName = /^\..+\.(\d+)-([0-9a-f]{8})[0-9a-f]{8}\.partial$/;

/** Removes what makers of folders that were killed on this machine left beside their place. */
async function sweep(above: string): Promise<void> {
  const here = machine();
  for (const name of await readdir(above)) {
    const [, pid, on] = partialName.exec(name) ?? [];
    if (on === here && !isRunning(Number(pid))) {
      await rm(join(above, name), { recursive: true, force: true }).catch(() => {});
    }
  }
}

/**
 * Makes a folder as a whole: `fill` writes into one beside it, which takes its name at the end. A folder under its name is
 * complete; what killed processes left half made is removed first.
 *
 * @throws StorageError where the file system refuses, also one of the writes of `fill`; nothing is left behind
 */
export async function makeFolderAtomic(
  path: string,
  fill: (partial: string) => Promise<void>,
): Promise<void> {
  const above = dirname(resolve(path));
  await makeFolder(above);
  await sweep(above);
  const partial = join(above, `.${basename(path)}.${uniquePart()}.partial`);
  try {
    await makeFolder(partial);
    await fill(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    const refused = !FtnError.isInstance(error) && error instanceof Error && 'syscall' in error;
    throw refused ? storageError('the folder could not be written', path, error) : error;
  }
}
