import { createHash, randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { FtnError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';
import { type Fs, type FsFile, nodeFs } from './fs.js';
import { currentOwner, isRunning } from './lock/owner.js';

/** Options of an atomic write. */
export interface AtomicWriteOptions {
  /** The file system; default that of Node. */
  readonly fs?: Fs;
  /** Runs when the content is safe on the disk and not yet under its name; an error it throws cancels the write. */
  readonly beforeRename?: () => Promise<void>;
}

const temporary = /^\..+\.(\d+)-([0-9a-f]{8})[0-9a-f]{8}\.tmp$/;

/** Eight digits by which a temporary file says on which start of which machine its writer runs. */
export function machine(): string {
  const { host, bootId } = currentOwner();
  return createHash('sha256')
    .update(JSON.stringify([host, bootId]))
    .digest('hex')
    .slice(0, 8);
}

/** What tells this process's temporary names from those of every other, and says whose they are. */
export const uniquePart = () => `${process.pid}-${machine()}${randomBytes(4).toString('hex')}`;

/** A name in the same directory that no other process uses. */
export const temporaryPath = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${uniquePart()}.tmp`);

const swept = new WeakMap<Fs, Set<string>>();

/** Removes, once for each directory, what writers that were killed on this machine left there. */
async function sweep(directory: string, fs: Fs): Promise<void> {
  const done = swept.get(fs) ?? new Set();
  if (done.has(directory)) return;
  swept.set(fs, done.add(directory));
  const here = machine();
  // Best effort: a directory that may not be listed may well be written to.
  for (const name of await fs.readdir(directory).catch(() => [])) {
    const [, pid, on] = temporary.exec(name) ?? [];
    if (on === here && !isRunning(Number(pid))) await fs.unlink(join(directory, name)).catch(() => {});
  }
}

/**
 * Replaces a file's content as a whole: a reader, or the next start after a power loss, finds the old content or
 * the new one. Text is written as UTF-8, several parts one after the other.
 *
 * Partial files of a killed process are removed first.
 *
 * @throws StorageError with the path, the reason and the bytes needed; nothing is left behind.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[],
  options: AtomicWriteOptions = {},
): Promise<void> {
  const { fs = nodeFs, beforeRename } = options;
  const parts = typeof content === 'string' ? [new TextEncoder().encode(content)] : [content].flat();
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  await sweep(dirname(path), fs);
  const temp = temporaryPath(path);
  try {
    await writeNewFile(temp, parts, fs);
    await beforeRename?.();
    // Only now: a name must never stand for content that is not on the disk yet.
    await fs.rename(temp, path);
    await retry(() => fs.syncDirectory(dirname(path)));
  } catch (error) {
    // Best effort: what could not be removed is swept away when the run starts next.
    await fs.unlink(temp).catch(() => {});
    throw FtnError.isInstance(error) ? error : storageError('could not be written', path, error, bytes);
  }
}

/** Creates a file, which must not exist, and returns once its content is on the disk. */
export async function writeNewFile(path: string, parts: readonly Uint8Array[], fs: Fs): Promise<void> {
  const file = await retry(() => fs.open(path, 'wx'));
  try {
    for (const part of parts) await writeAll(file, part);
    await retry(() => file.sync());
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
  // Some file systems report a full disk only here.
  await file.close();
}

/** Writes every byte, in as many calls as the system wants. */
export async function writeAll(file: FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const written = await retry(() => file.write(bytes.subarray(at)));
    if (written === 0) throw Object.assign(new Error('nothing more was written'), { code: 'ENOSPC' });
    at += written;
  }
}

/** A signal may interrupt any call; the call is then made again, but not for ever. */
async function retry<T>(call: () => Promise<T>): Promise<T> {
  for (let times = 0; ; times++) {
    try {
      return await call();
    } catch (error) {
      if (errorCode(error) !== 'EINTR' || times === 20) throw error;
    }
  }
}

/** Removes the temporary files of a killed writer from a directory; only for the one process that may write there. */
export async function removeTemporaries(directory: string, fs: Fs = nodeFs): Promise<void> {
  for (const name of await fs.readdir(directory)) {
    if (temporary.test(name)) await fs.unlink(join(directory, name)).catch(() => {});
  }
}
