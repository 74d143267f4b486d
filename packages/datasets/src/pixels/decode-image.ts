import { readFile, stat } from 'node:fs/promises';
import { FormatError, StorageError } from '@ftn/errors';
import sharp from 'sharp';
import type { Box } from '../image-dataset.js';
import { crop } from './crop.js';
import { type Pixels, toRgb } from './pixels.js';
import { sniffFormat } from './sniff-format.js';

/** Images with more pixels than this are refused before any is decoded (a guard against bombs). */
const MAX_PIXELS = 128 * 1024 * 1024;

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

/**
 * Decodes an encoded image (JPEG, PNG, WebP, GIF, TIFF, AVIF …) to RGB bytes.
 *
 * Turned upright by its EXIF orientation; grey is repeated, CMYK converted, transparency laid on white,
 * 16 bits cut to 8; embedded colour profiles are ignored, as PIL does. With a `box`, that part of the
 * image as it is stored, which is then not turned. Throws FormatError with `file` where the bytes are
 * empty, broken, cut off or of no known format, or the box lies outside the image.
 */
export async function decodeImage(bytes: Uint8Array, file: string, box?: Box): Promise<Pixels> {
  if (bytes.length === 0) {
    throw new FormatError('the image file is empty', { file, hint: 'Copy the file again or delete it.' });
  }
  const format = sniffFormat(bytes);
  if (!format || format === 'bmp') throw unknownFormat(file, format);
  let pixels: Pixels;
  try {
    const { data, info } = await sharp(bytes, {
      failOn: 'error',
      limitInputPixels: MAX_PIXELS,
      autoOrient: !box,
      ignoreIcc: true,
    })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    pixels = toRgb(
      new Uint8Array(data.buffer, data.byteOffset, data.length),
      info.width,
      info.height,
      info.channels,
    );
  } catch (cause) {
    throw brokenImage(cause, file);
  }
  return box ? crop(pixels, box, file) : pixels;
}

/** The decoder would also draw SVG and PDF; only pictures made of pixels are let through to it. */
function unknownFormat(file: string, format: string | undefined): FormatError {
  return new FormatError('is not an image of a known format', {
    file,
    expected: 'JPEG, PNG, WebP, GIF, TIFF or AVIF',
    ...(format ? { got: format.toUpperCase() } : {}),
    hint: 'Convert it or delete it.',
  });
}

/** Says in plain words what the decoder found. */
function brokenImage(cause: unknown, file: string): FormatError {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  if (/pixel limit/i.test(reason)) {
    return new FormatError('the image is too large', {
      file,
      expected: `at most ${MAX_PIXELS} pixels`,
      hint: 'Shrink it or delete it.',
      cause,
    });
  }
  return new FormatError(`the image is broken or cut off (${reason})`, {
    file,
    hint: 'Copy the file again or delete it.',
    cause,
  });
}
