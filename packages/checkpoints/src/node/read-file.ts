import { StorageError } from '@ftn/errors';
import { errorCode, type Fs, type FsFile, nodeFs } from './fs.js';
import { storageError } from './storage-error.js';

/** A whole file's bytes; refuses folders, pipes and devices, which have no size to trust. */
export async function readFileBytes(path: string, fs: Fs = nodeFs): Promise<Uint8Array> {
  try {
    // Before opening: opening a pipe would wait for its writer.
    const kind = await fs.kind(path);
    if (kind !== 'file') {
      const got = kind === 'directory' ? 'a folder' : 'a pipe or device';
      throw new StorageError('not a file', { file: path, got, hint: 'Name a file.' });
    }
    const file = await fs.open(path, 'r');
    try {
      return await readAll(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof StorageError ? error : storageError('could not be read', path, error);
  }
}

/** The same, or null where there is no such file. */
export async function readFileIfThere(path: string, fs: Fs = nodeFs): Promise<Uint8Array | null> {
  try {
    return await readFileBytes(path, fs);
  } catch (error) {
    if (error instanceof StorageError && errorCode(error.details.cause) === 'ENOENT') return null;
    throw error;
  }
}

async function readAll(file: FsFile, path: string): Promise<Uint8Array> {
  const size = await file.size();
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = await file.read(bytes.subarray(at, Math.min(size, at + 0x4000_0000)), at);
    if (count === 0) {
      throw new StorageError('the file shrank while it was read', {
        file: path,
        hint: 'Let the program that writes it finish first.',
      });
    }
    at += count;
  }
  return bytes;
}
