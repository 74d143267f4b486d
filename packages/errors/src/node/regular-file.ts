import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import {
  asOurs,
  type FileKind,
  kindOf,
  type RegularFileOptions,
  requireFile,
  requireSize,
  shrank,
} from './file-policy.js';

/** Bytes that any text of ours stays below: recipes, adapter.json, lists of images. */
export const textLimit = 64 * 2 ** 20;

// Without it, opening a pipe waits for its writer; a regular file takes no notice.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A single read is asked for no more than this: Linux gives no more than 2 GiB at a time. */
const piece = 0x4000_0000;

/** A file that was let in, and what it was when it was opened. */
export interface OpenedFile {
  /** Reads `length` bytes from a position of the file into the array, at an offset of it: Node's `FileHandle`. */
  readonly handle: {
    read(
      into: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ): Promise<{ readonly bytesRead: number }>;
  };
  /** Its size in bytes; its times of change and of status change in nanoseconds since 1970. */
  readonly stats: { readonly size: bigint; readonly mtimeNs: bigint; readonly ctimeNs: bigint };
}

/** What the door asks of a file system. */
export interface FileSource {
  /** What a path stands for, links followed. */
  kind(path: string): Promise<FileKind>;
  /** Opens a file to be read, without waiting for anybody. */
  openToRead(path: string): Promise<{
    /** Reads into the array from a position of the file; returns how many bytes, 0 at the end. */
    read(into: Uint8Array, position: number): Promise<number>;
    size(): Promise<number>;
    close(): Promise<void>;
  }>;
}

const node: FileSource = {
  kind: async (path) => kindOf(await stat(path)),
  async openToRead(path) {
    const handle = await open(path, flags);
    return {
      read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
      async size() {
        const found = await handle.stat();
        requireFile(kindOf(found), path, {});
        return found.size;
      },
      close: () => handle.close(),
    };
  },
};

/**
 * Opens a file of somebody else's and hands it to `work`: the one door to them all, with `readRegularFile` and their
 * twins that do it at once. Folders, pipes, sockets and devices are refused without waiting, also behind links, and a file
 * that is too large before memory is taken for it.
 *
 * @throws FormatError where it is no file or larger than `limit`, StorageError where it is missing or cannot be read
 */
export async function withRegularFile<T>(
  path: string,
  options: RegularFileOptions,
  work: (opened: OpenedFile) => Promise<T>,
): Promise<T> {
  try {
    // Before opening, which a device might take for a command; and after it, for what the name stands for by then.
    requireFile(kindOf(await stat(path)), path, options);
    const handle = await open(path, flags);
    try {
      const stats = await handle.stat({ bigint: true });
      requireFile(kindOf(stats), path, options);
      requireSize(stats.size, path, options);
      return await work({ handle, stats });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asOurs(path, options, error);
  }
}

/**
 * A whole file's bytes, through the door of `withRegularFile`; `from` another file system than Node's.
 *
 * @throws FormatError where it is no file or larger than `limit`, StorageError where it is missing or cannot be read
 */
export async function readRegularFile(
  path: string,
  options: RegularFileOptions = {},
  from: FileSource = node,
): Promise<Uint8Array> {
  try {
    requireFile(await from.kind(path), path, options);
    const file = await from.openToRead(path);
    try {
      const size = await file.size();
      requireSize(size, path, options);
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; ) {
        const count = await file.read(bytes.subarray(at, Math.min(size, at + piece)), at);
        if (count === 0) throw shrank(path);
        at += count;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asOurs(path, options, error);
  }
}

/** A file that is open to be read at once; whoever asked for it closes it. */
export function openRegularFileSync(
  path: string,
  options: RegularFileOptions = {},
): { readonly descriptor: number; readonly size: number } {
  let descriptor: number | undefined;
  try {
    requireFile(kindOf(statSync(path)), path, options);
    descriptor = openSync(path, flags);
    const found = fstatSync(descriptor);
    requireFile(kindOf(found), path, options);
    requireSize(found.size, path, options);
    return { descriptor, size: found.size };
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw asOurs(path, options, error);
  }
}

/** A whole file's bytes, at once. */
export function readRegularFileSync(path: string, options: RegularFileOptions = {}): Uint8Array {
  const { descriptor, size } = openRegularFileSync(path, options);
  try {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const count = readSync(descriptor, bytes, at, Math.min(piece, size - at), at);
      if (count === 0) throw shrank(path);
      at += count;
    }
    return bytes;
  } catch (error) {
    throw asOurs(path, options, error);
  } finally {
    closeSync(descriptor);
  }
}
