import { readPlainFile } from '@ftn/formats';

/** No published annotation file comes near this. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Reads a file of annotations, which must be a plain one of a sane size. */
export function readAnnotations(file: string): Promise<Buffer> {
  return readPlainFile(file, { largest: MAX_BYTES, hint: 'Download it, or check the path.' });
}
