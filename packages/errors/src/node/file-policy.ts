import { constants } from 'node:buffer';
import { FtnError } from '../ftn-error.js';
import { FormatError, StorageError } from '../kinds.js';
import { errorCode, storageError } from './storage-error.js';

/** What a file must be, and how it is called in messages. */
export interface RegularFileOptions {
  /** Bytes beyond which the file is refused before anything of it is read; default what one array can hold. */
  readonly limit?: number;
  /** `the image`, where its absence is to be told in these words. */
  readonly noun?: string;
  /** What to do where it is missing or not what it must be. */
  readonly hint?: string;
}

/** What a path stands for, links followed. */
export type FileKind = 'file' | 'folder' | 'pipe' | 'socket' | 'device';

/** What is asked of Node's `Stats`. Published types name none of Node's, so that they are read without `@types/node` too. */
export interface FileStats {
  isFile(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

export function kindOf(found: FileStats): FileKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  if (found.isFIFO()) return 'pipe';
  return found.isSocket() ? 'socket' : 'device';
}

export function requireFile(
  kind: FileKind,
  path: string,
  { hint = 'Name a file.' }: RegularFileOptions,
): void {
  if (kind !== 'file') throw new FormatError('not a file', { file: path, got: `a ${kind}`, hint });
}

export function requireSize(size: number | bigint, path: string, options: RegularFileOptions): void {
  const { limit = constants.MAX_LENGTH, hint = 'Check that this is the file you meant.' } = options;
  if (size <= limit) return;
  throw new FormatError('the file is too large for its kind', {
    file: path,
    expected: `at most ${limit} bytes`,
    got: String(size),
    hint,
  });
}

export function shrank(path: string): StorageError {
  return new StorageError('the file shrank while it was read', {
    file: path,
    hint: 'Let the program that writes it finish first.',
  });
}

/** A file system's refusal in our words; errors of ours stay as they are. */
export function asOurs(path: string, { noun, hint }: RegularFileOptions, error: unknown): unknown {
  const code = errorCode(error);
  if (FtnError.isInstance(error)) return error;
  if (noun === undefined && hint === undefined) return storageError('could not be read', path, error);
  const what = noun ?? 'the file';
  const problem =
    code === 'ENOENT' ? `${what} is missing` : `${what} cannot be read (${code ?? String(error)})`;
  return new StorageError(problem, { file: path, cause: error, ...(hint === undefined ? {} : { hint }) });
}
