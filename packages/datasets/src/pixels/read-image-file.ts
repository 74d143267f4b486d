import { readFile, stat } from 'node:fs/promises';
import { FormatError, StorageError } from '@ftn/errors';

/** Reads a file that must be a plain one: a pipe or a device could block or never end. */
export async function readImageFile(file: string): Promise<Buffer> {
  try {
    const entry = await stat(file);
    if (!entry.isFile()) {
      throw new FormatError('is not a plain file', { file, hint: 'Remove it from the image folder.' });
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'the image is missing' : `the image cannot be read (${code})`;
    throw new StorageError(problem, { file, hint: 'Restore it or leave it out of the data set.', cause });
  }
}
