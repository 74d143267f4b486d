import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FormatError, StorageError } from '@ftn/errors';

/** How a file is called in messages, and what may be done about it. */
export interface PlainFileOptions {
  /** 'the file' unless said. */
  readonly noun?: string;
  /** The most bytes it may have. */
  readonly largest: number;
  readonly hint: string;
}

/** Where a read started: what a file was when it was opened. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

/**
 * Opens a file that must be a plain one of a bounded size, and hands it to `work`: the one door through which this package
 * opens files. Opening does not wait, so that a pipe nobody writes to is refused instead of waited for.
 *
 * @throws FormatError for a folder, pipe, socket or device and for a file that is too large; StorageError where it is missing
 *   or cannot be read.
 */
export async function withPlainFile<T>(
  file: string,
  options: PlainFileOptions,
  work: (opened: OpenedFile) => Promise<T>,
): Promise<T> {
  const { noun = 'the file', largest, hint } = options;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) {
      throw new FormatError('is not a plain file', { file, expected: 'a file', got: kindOf(stats), hint });
    }
    if (stats.size > BigInt(largest)) {
      const [expected, got] = [`at most ${largest} bytes`, String(stats.size)];
      throw new FormatError('is too large for a file of its kind', { file, expected, got, hint });
    }
    return await work({ handle, stats });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof FormatError || cause instanceof StorageError || code === undefined) throw cause;
    // A socket cannot be opened at all.
    if (code === 'ENXIO')
      throw new FormatError('is not a plain file', { file, expected: 'a file', got: 'a socket', hint });
    const problem = code === 'ENOENT' ? `${noun} is missing` : `${noun} cannot be read (${code})`;
    throw new StorageError(problem, { file, hint, cause });
  } finally {
    await handle?.close();
  }
}

/** A file's bytes, as many as it had when it was opened. */
export function readPlainFile(file: string, options: PlainFileOptions): Promise<Buffer> {
  return withPlainFile(file, options, async ({ handle, stats }) => {
    const bytes = Buffer.allocUnsafeSlow(Number(stats.size));
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  });
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}
