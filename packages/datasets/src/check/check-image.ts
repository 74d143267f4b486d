import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { FtnError } from '@ftn/errors';
import sharp from 'sharp';
import { decodeImage, readImageFile } from '../pixels/decode-image.js';
import { sniffFormat } from '../pixels/sniff-format.js';
import { type Problem, problemOf } from './problem.js';

/** What decoding one file showed. */
export interface CheckedImage {
  readonly problems: Problem[];
  /** SHA-256 of the file's bytes; none where it cannot be read. */
  readonly hash?: string;
}

const endings: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif'],
  tiff: ['.tif', '.tiff'],
  avif: ['.avif'],
  bmp: ['.bmp'],
};

/** Reads and fully decodes one image. */
export async function checkImage(file: string): Promise<CheckedImage> {
  const problems: Problem[] = [];
  let hash: string | undefined;
  try {
    const bytes = await readImageFile(file);
    if (bytes.length > 0) hash = createHash('sha256').update(bytes).digest('hex');
    await decodeImage(bytes, file);
    problems.push(...wrongExtension(file, bytes), ...(await conversions(file, bytes)));
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    problems.push(
      problemOf('broken-image', file, error.problem, error.details.hint ?? 'Replace or delete it.'),
    );
  }
  return { problems, ...(hash ? { hash } : {}) };
}

function wrongExtension(file: string, bytes: Uint8Array): Problem[] {
  const format = sniffFormat(bytes);
  if (!format || endings[format]!.includes(extname(file).toLowerCase())) return [];
  const problem = `is a ${format.toUpperCase()} image that is called ${extname(file)}`;
  return [problemOf('wrong-extension', file, problem, `Rename it to end in ${endings[format]![0]}.`)];
}

/** What is changed on the way to 8-bit RGB, where a person might not expect it. */
async function conversions(file: string, bytes: Uint8Array): Promise<Problem[]> {
  const meta = await sharp(bytes).metadata();
  const changes: string[] = [];
  if (meta.space === 'cmyk') changes.push('is CMYK and is converted to RGB');
  if (meta.depth === 'ushort') changes.push('has 16 bits a channel and is cut to 8');
  if (meta.hasAlpha) changes.push('has an alpha channel and is laid on white');
  if (meta.orientation && meta.orientation > 1) changes.push('is turned upright by its EXIF orientation');
  if (meta.pages && meta.pages > 1) changes.push(`has ${meta.pages} frames, of which the first is read`);
  return changes.map((change) => problemOf('converted', file, change, 'Nothing, unless this is not wanted.'));
}
