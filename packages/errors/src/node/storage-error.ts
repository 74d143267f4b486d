import { StorageError } from '../kinds.js';

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path: the file or a folder above it does not exist.',
  EACCES: 'Give yourself the permission, or choose another place.',
  EPERM: 'Give yourself the permission, or choose another place.',
  EROFS: 'The file system is read-only: choose another place.',
  EEXIST: 'Something else of this name is there: choose another name, or move it away.',
  EISDIR: 'This is a folder: name a file.',
  ENOTDIR: 'A part of the path is a file where a folder is needed.',
  ENOSPC: 'The disk is full: free some space, then run the same command again.',
  EDQUOT: 'Your quota is used up: free some space, then run the same command again.',
  EFBIG: 'The file would be larger than the limit of this shell or file system allows.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n) or run fewer things at once.',
  ENFILE: 'Too many files are open on this machine: run fewer things at once.',
  ENAMETOOLONG: 'The name or path is longer than this file system allows: choose a shorter one.',
  ELOOP: 'Symbolic links lead in a circle here: name the file itself.',
  EIO: 'The disk reports a fault: check it, and keep the checkpoints elsewhere.',
};

/** The `code` of Node's error: ENOENT, ENOSPC … */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** A file system's refusal as an error that says what was tried, on what, why, and what to do. */
export function storageError(tried: string, path: string, cause: unknown, bytes?: number): StorageError {
  const code = errorCode(cause) ?? 'unknown error';
  const needed = bytes === undefined ? '' : `, ${bytes} bytes needed`;
  return new StorageError(`${tried} (${code}${needed})`, {
    file: path,
    hint: hints[code] ?? `The system says: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });
}
