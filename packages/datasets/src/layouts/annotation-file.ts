import { readFile, stat } from 'node:fs/promises';
import { FormatError, StorageError } from '@ftn/errors';

/** No published annotation file comes near this. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Reads a file of annotations, which must be a plain one of a sane size. */
export async function readAnnotations(file: string): Promise<Buffer> {
  try {
    const entry = await stat(file);
    if (!entry.isFile() || entry.size > MAX_BYTES) {
      throw new FormatError('is not a plain file of a size that annotations have', {
        file,
        expected: `at most ${MAX_BYTES} bytes`,
        hint: 'Check the path.',
      });
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new StorageError(code === 'ENOENT' ? 'the file is missing' : `the file cannot be read (${code})`, {
      file,
      hint: 'Download it, or check the path.',
      cause,
    });
  }
}
