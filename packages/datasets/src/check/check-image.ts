import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { FtnError } from '@ftn/errors';
import sharp from 'sharp';
import type { Box } from '../image-dataset.js';
import { boxText, fitBox } from '../pixels/crop.js';
import { decodeImage } from '../pixels/decode-image.js';
import type { Pixels } from '../pixels/pixels.js';
import { readImageFile } from '../pixels/read-image-file.js';
import { sniffFormat } from '../pixels/sniff-format.js';
import type { ImageToCheck } from './image-to-check.js';
import { type Problem, problemOf } from './problem.js';

/** What decoding one file showed. */
export interface CheckedImage {
  readonly problems: Problem[];
  /** SHA-256 of the file's bytes; none where it cannot be read. */
  readonly hash?: string;
  /** SHA-256 of its size and pixels. */
  readonly pixelHash?: string;
}

const endings: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif'],
  tiff: ['.tif', '.tiff'],
  avif: ['.avif'],
  pnm: ['.ppm', '.pgm'],
  bmp: ['.bmp'],
  heic: ['.heic', '.heif'],
};

/** Reads and fully decodes one image; a box that does not fit is a problem of the list that has it. */
export async function checkImage(
  file: string,
  box?: Box,
  source: ImageToCheck['source'] = { file },
): Promise<CheckedImage> {
  const problems: Problem[] = [];
  let hash: string | undefined;
  let pixelHash: string | undefined;
  try {
    const bytes = await readImageFile(file);
    if (bytes.length > 0) hash = createHash('sha256').update(bytes).digest('hex');
    const pixels = await decodeImage(bytes, file);
    const { data, width, height } = pixels;
    pixelHash = createHash('sha256').update(`${width} ${height} `).update(data).digest('hex');
    if (box) problems.push(...(await misplaced(file, await storedSize(bytes, pixels), box, source)));
    problems.push(...wrongExtension(file, bytes), ...(await conversions(file, bytes)));
  } catch (error) {
    if (!FtnError.isInstance(error)) throw error;
    problems.push(
      problemOf('broken-image', file, error.problem, error.details.hint ?? 'Replace or delete it.'),
    );
  }
  return { problems, ...(hash ? { hash } : {}), ...(pixelHash ? { pixelHash } : {}) };
}

/** The size before the image is turned. */
async function storedSize(bytes: Uint8Array, decoded: Pixels): Promise<{ width: number; height: number }> {
  return sniffFormat(bytes) === 'pnm' ? decoded : sharp(bytes).metadata();
}

/** Boxes count in the image as it is stored. */
async function misplaced(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
  box: Box,
  source: NonNullable<ImageToCheck['source']>,
): Promise<Problem[]> {
  if (fitBox(box, width, height)) return [];
  const problem = `the box (${boxText(box)}) lies outside ${file}, which has ${width} × ${height} pixels`;
  return [
    problemOf('box-outside', source.file, problem, 'Correct the annotation or replace the image.', source),
  ];
}

function wrongExtension(file: string, bytes: Uint8Array): Problem[] {
  const format = sniffFormat(bytes);
  if (!format || endings[format]!.includes(extname(file).toLowerCase())) return [];
  const problem = `is a ${format.toUpperCase()} image that is called ${extname(file)}`;
  return [problemOf('wrong-extension', file, problem, `Rename it to end in ${endings[format]![0]}.`)];
}

/** Conversions to 8-bit RGB that a person might not expect. */
async function conversions(file: string, bytes: Uint8Array): Promise<Problem[]> {
  if (sniffFormat(bytes) === 'pnm') return [];
  const meta = await sharp(bytes).metadata();
  const changes: string[] = [];
  if (meta.space === 'cmyk') changes.push('is CMYK and is converted to RGB');
  if (meta.depth === 'ushort') changes.push('has 16 bits a channel and is cut to 8');
  if (meta.hasAlpha) changes.push('has an alpha channel and is laid on white');
  if (meta.orientation && meta.orientation > 1) changes.push('is turned upright by its EXIF orientation');
  if (meta.pages && meta.pages > 1) changes.push(`has ${meta.pages} frames, of which the first is read`);
  return changes.map((change) => problemOf('converted', file, change, 'Nothing, unless this is not wanted.'));
}
