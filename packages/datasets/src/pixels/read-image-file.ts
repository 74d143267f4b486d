import { readRegularFile } from '@ftn/errors/node';

/** No image that could be decoded has a larger file. */
const MAX_BYTES = 1024 * 1024 * 1024;

/**
 * Reads an image's file, which must be a plain one.
 * @throws FormatError for anything else, StorageError where it is missing or cannot be read.
 */
export async function readImageFile(file: string): Promise<Buffer> {
  const hint = 'Restore it or leave it out.';
  const bytes = await readRegularFile(file, { noun: 'the image', limit: MAX_BYTES, hint });
  return Buffer.from(bytes.buffer);
}
