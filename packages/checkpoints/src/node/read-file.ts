import { constants } from 'node:buffer';
import { FormatError, FtnError, StorageError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';
import { type Fs, type FsFile, nodeFs } from './fs.js';

/**
 * A whole file's bytes; refuses folders, pipes and devices, which have no size to trust, and more than `limit` bytes.
 *
 * It is `readRegularFile` of @ftn/errors/node over an `Fs`, so that tests can make it fail.
 */
export async function readFileBytes(
  path: string,
  fs: Fs = nodeFs,
  limit: number = constants.MAX_LENGTH,
): Promise<Uint8Array> {
  try {
    // Before opening: opening a pipe would wait for its writer.
    const kind = await fs.kind(path);
    if (kind !== 'file') {
      const got = kind === 'directory' ? 'a folder' : 'a pipe or device';
      throw new StorageError('not a file', { file: path, got, hint: 'Name a file.' });
    }
    const file = await fs.open(path, 'r');
    try {
      return await readAll(file, path, limit);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw FtnError.isInstance(error) ? error : storageError('could not be read', path, error);
  }
}

/** The same, or null where there is no such file. */
export async function readFileIfThere(
  path: string,
  fs: Fs = nodeFs,
  limit?: number,
): Promise<Uint8Array | null> {
  try {
    return await readFileBytes(path, fs, limit);
  } catch (error) {
    if (error instanceof StorageError && errorCode(error.details.cause) === 'ENOENT') return null;
    throw error;
  }
}

async function readAll(file: FsFile, path: string, limit: number): Promise<Uint8Array> {
  const size = await file.size();
  if (size > limit) {
    throw new FormatError('the file is too large for its kind', {
      file: path,
      expected: `at most ${limit} bytes`,
      got: String(size),
      hint: 'Check that this is the file you meant.',
    });
  }
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
