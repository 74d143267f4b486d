import { constants } from 'node:fs';
import * as promises from 'node:fs/promises';
import { createFolder, errorCode, type FileKind, kindOf } from '@ftn/errors/node';

/** An open file of an `Fs`. */
export interface FsFile {
  /** Reads into the array from a position of the file; returns how many bytes, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes after what was written before; may take fewer bytes than given. */
  write(bytes: Uint8Array): Promise<number>;
  size(): Promise<number>;
  /** Returns once the content would survive a power loss. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Everything this package asks of a file system. Functions that write take one, so that tests can make any call
 * fail or end the world between two of them. Every method rejects with Node's errors (`code`: ENOSPC …).
 */
export interface Fs {
  /** `r` reads, `wx` creates and refuses an existing file, `a` appends and creates. */
  open(path: string, flags: 'r' | 'wx' | 'a'): Promise<FsFile>;
  /** What a path stands for, links followed. */
  kind(path: string): Promise<FileKind>;
  /** Puts a file in the place of another, atomically. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; refuses one that exists. */
  link(existing: string, created: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  /** Creates a directory and those above it where they are missing. */
  makeDirectory(path: string): Promise<void>;
  /** Returns once the names in a directory would survive a power loss. */
  syncDirectory(path: string): Promise<void>;
}

/** Node's file system. */
export const nodeFs: Fs = {
  async open(path, flags) {
    // Opening a pipe to read would wait for its writer, even where the name stood for a file a moment ago.
    const handle = await promises.open(
      path,
      flags === 'r' ? constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) : flags,
    );
    return {
      read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
      write: async (bytes) => (await handle.write(bytes, 0, bytes.length)).bytesWritten,
      size: async () => (await handle.stat()).size,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  kind: async (path) => kindOf(await promises.stat(path)),
  rename: (from, to) => promises.rename(from, to),
  link: (existing, created) => promises.link(existing, created),
  unlink: (path) => promises.unlink(path),
  readdir: (path) => promises.readdir(path),
  makeDirectory: (path) => createFolder(path),
  async syncDirectory(path) {
    // Windows opens no directories, and some network file systems do not sync them: there is nothing to wait for.
    if (process.platform === 'win32') return;
    const handle = await promises.open(path, 'r');
    try {
      await handle.sync();
    } catch (error) {
      if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(errorCode(error) ?? '')) throw error;
    } finally {
      await handle.close();
    }
  },
};
