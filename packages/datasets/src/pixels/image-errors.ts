import { FormatError } from '@ftn/errors';

/** Images with more pixels than this are refused whatever their file's size. */
const MOST_PIXELS = 128 * 1024 * 1024;

/** 64 MiB of RGB: as many pixels as any file may have. */
const FREE_PIXELS = Math.floor((64 * 1024 * 1024) / 3);

/** A photograph has a byte for 2 to 40 pixels, a plain area one for a thousand: beyond this an image is a bomb. */
const PIXELS_PER_BYTE = 64;

/** The most pixels to decode from a file of a given number of bytes. */
export function largestImage(bytes: number): number {
  return Math.min(MOST_PIXELS, Math.max(FREE_PIXELS, PIXELS_PER_BYTE * bytes));
}

const named: Readonly<Record<string, string>> = {
  bmp: 'a BMP image, which is not supported',
  heic: 'a HEIC photograph, which is not supported',
};

/** The decoder would also draw SVG and PDF; only pictures made of pixels are let through to it. */
export function unknownFormat(file: string, format: string | undefined): FormatError {
  const name = format && named[format];
  return new FormatError(name ? `is ${name}` : 'is not an image of a known format', {
    file,
    expected: 'JPEG, PNG, WebP, GIF, TIFF, AVIF or PPM',
    ...(name ? {} : { hint: 'Convert it or delete it.' }),
    ...(format === 'bmp' ? { hint: 'Save it as PNG: nothing is lost.' } : {}),
    ...(format === 'heic' ? { hint: 'Save it as JPEG, PNG or AVIF.' } : {}),
  });
}

/** Says in plain words what the decoder found. */
export function brokenImage(cause: unknown, bytes: number, file: string): FormatError {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  if (/pixel limit/i.test(reason)) {
    return new FormatError('the image is too large', {
      file,
      expected: `at most ${largestImage(bytes)} pixels in ${bytes} bytes`,
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
