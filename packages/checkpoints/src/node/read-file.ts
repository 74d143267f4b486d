import { StorageError } from '@ftn/errors';
import { errorCode, readRegularFile } from '@ftn/errors/node';
import { type Fs, nodeFs } from './fs.js';

/** A whole file's bytes by `readRegularFile` of @ftn/errors/node, over an `Fs`, so that tests can make it fail. */
export function readFileBytes(path: string, fs: Fs = nodeFs, limit?: number): Promise<Uint8Array> {
  const source = { kind: (of: string) => fs.kind(of), openToRead: (of: string) => fs.open(of, 'r') };
  return readRegularFile(path, limit === undefined ? {} : { limit }, source);
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
