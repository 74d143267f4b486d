import { readRegularFile } from '@ftn/errors/node';

/** No published annotation file comes near this. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Reads a file of annotations, which must be a plain one of a sane size. */
export async function readAnnotations(file: string): Promise<Buffer> {
  const bytes = await readRegularFile(file, { limit: MAX_BYTES, hint: 'Download it, or check the path.' });
  return Buffer.from(bytes.buffer);
}
