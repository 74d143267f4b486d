import { readFile } from 'node:fs/promises';
import { StorageError } from '@ftn/errors';

/** A whole file; StorageError names it and what the system says. */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new StorageError(problem, { file, hint: 'Check the path.', cause });
  }
}
