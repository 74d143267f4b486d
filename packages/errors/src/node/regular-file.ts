import { constants as bufferConstants } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { FtnError } from '../ftn-error.js';
import { FormatError, StorageError } from '../kinds.js';
import { storageError } from './storage-error.js';

/** Bytes that any text of ours stays below: recipes, adapter.json, lists of images. */
export const textLimit = 64 * 2 ** 20;

/** How a regular file is read. */
export interface RegularFileOptions {
  /** Bytes beyond which the file is refused before anything of it is read; default what one array can hold. */
  readonly limit?: number;
}

// Without it, opening a pipe waits for its writer; a regular file takes no notice.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A single read is asked for no more than this: Linux gives no more than 2 GiB at a time. */
const piece = 0x4000_0000;

/** Refuses anything but a regular file, and one that is too large; returns its size. */
function sizeOf(
  found: Stats,
  path: string,
  { limit = bufferConstants.MAX_LENGTH }: RegularFileOptions,
): number {
  if (!found.isFile()) {
    const got = found.isDirectory()
      ? 'a folder'
      : found.isFIFO()
        ? 'a pipe'
        : found.isSocket()
          ? 'a socket'
          : 'a device';
    throw new StorageError('not a file', { file: path, got, hint: 'Name a file.' });
  }
  if (found.size > limit) {
    throw new FormatError('the file is too large for its kind', {
      file: path,
      expected: `at most ${limit} bytes`,
      got: String(found.size),
      hint: 'Check that this is the file you meant.',
    });
  }
  return found.size;
}

function shrank(path: string): StorageError {
  return new StorageError('the file shrank while it was read', {
    file: path,
    hint: 'Let the program that writes it finish first.',
  });
}

const asOurs = (path: string, error: unknown) =>
  FtnError.isInstance(error) ? error : storageError('could not be read', path, error);

/**
 * A whole file's bytes: the one door for every file of somebody else's. Folders, pipes, sockets and devices are refused
 * at once, also behind links, and a file that is too large before memory is allocated for it.
 *
 * @throws StorageError where it is missing, no file or cannot be read; FormatError where it is larger than `limit`
 */
export async function readRegularFile(path: string, options: RegularFileOptions = {}): Promise<Uint8Array> {
  try {
    // Before opening, which a device might take for a command; and after it, for what the name stands for by then.
    sizeOf(await stat(path), path, options);
    const file = await open(path, flags);
    try {
      const bytes = new Uint8Array(sizeOf(await file.stat(), path, options));
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, Math.min(piece, bytes.length - at), at);
        if (bytesRead === 0) throw shrank(path);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asOurs(path, error);
  }
}

/** The same, at once. */
export function readRegularFileSync(path: string, options: RegularFileOptions = {}): Uint8Array {
  try {
    sizeOf(statSync(path), path, options);
    const file = openSync(path, flags);
    try {
      const bytes = new Uint8Array(sizeOf(fstatSync(file), path, options));
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(file, bytes, at, Math.min(piece, bytes.length - at), at);
        if (count === 0) throw shrank(path);
        at += count;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asOurs(path, error);
  }
}
