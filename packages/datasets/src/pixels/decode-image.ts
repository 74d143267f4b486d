import { FormatError } from '@ftn/errors';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Box } from '../image-dataset.js';
import { crop } from './crop.js';
import type { Decoding } from './decoding.js';
import { brokenImage, largestImage, unknownFormat } from './image-errors.js';
import { inkToRgb } from './ink-to-rgb.js';
import { jpegColour } from './jpeg-colour.js';
import { type Pixels, toRgb } from './pixels.js';
import { decodePnm } from './pnm.js';
import { sniffFormat } from './sniff-format.js';

/** How an image file is decoded. */
export interface DecodeOptions {
  /** The part of the image to cut out, in the image as it is stored, which is then not turned. */
  readonly box?: Box | undefined;
  /** False for what lies in the pixels as they are stored: a map, or an image that has maps. Default true. */
  readonly turn?: boolean;
  /** Default 'upright'. */
  readonly decode?: Decoding | undefined;
}

/**
 * Decodes an encoded image (JPEG, PNG, WebP, GIF, TIFF, AVIF, PPM) to RGB bytes.
 *
 * Turned upright by its EXIF orientation; grey is repeated, ink (CMYK) becomes (255 − C)(255 − K)/255, transparency is laid
 * on white, 16 bits are cut to 8; embedded colour profiles are ignored, as PIL does. `decode: 'torchvision'` does otherwise
 * where torchvision does.
 *
 * @throws FormatError with `file` where the bytes are empty, broken, cut off, of no known format or far more pixels than
 *   their number of bytes can mean, or the box lies outside the image.
 */
export async function decodeImage(
  bytes: Uint8Array,
  file: string,
  { box, turn = true, decode = 'upright' }: DecodeOptions = {},
): Promise<Pixels> {
  if (bytes.length === 0) {
    throw new FormatError('the image file is empty', { file, hint: 'Copy the file again or delete it.' });
  }
  const format = sniffFormat(bytes);
  if (!format || format === 'bmp' || format === 'heic') throw unknownFormat(file, format);
  let pixels: Pixels;
  try {
    if (format === 'pnm') pixels = decodePnm(bytes, file, decode);
    else {
      const limit = largestImage(bytes.length);
      // Its own size is compared with the file's before a pixel is decoded.
      const image = sharp(bytes, {
        failOn: 'error',
        limitInputPixels: limit,
        autoOrient: turn && !box && decode === 'upright',
        ignoreIcc: true,
      });
      const known = format === 'jpeg' ? jpegColour(bytes) : null;
      const colour = known ?? (await sharp(bytes, { limitInputPixels: limit }).metadata());
      pixels = await toPixels(image, colour, decode);
    }
  } catch (cause) {
    throw cause instanceof FormatError ? cause : brokenImage(cause, bytes.length, file);
  }
  return box ? crop(pixels, box, file) : pixels;
}

async function toPixels(
  image: Sharp,
  { space, depth, hasAlpha }: Pick<Metadata, 'space' | 'depth' | 'hasAlpha'>,
  decode: Decoding,
): Promise<Pixels> {
  if (space === 'cmyk') {
    if (depth !== 'uchar') throw new Error('CMYK of more than 8 bits');
    const { data, width, height, channels } = await raw(
      image.pipelineColourspace('cmyk').toColourspace('cmyk'),
    );
    return { data: inkToRgb(data, channels), width, height };
  }
  const torchvision = decode === 'torchvision';
  if (torchvision && depth === 'ushort' && space === 'grey16' && !hasAlpha) return clippedGrey(image);
  let opaque = image;
  if (hasAlpha) opaque = torchvision ? image.removeAlpha() : image.flatten({ background: '#ffffff' });
  const { data, width, height, channels } = await raw(opaque.toColourspace('srgb'));
  return toRgb(data, width, height, channels);
}

async function raw(image: Sharp) {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { ...info, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** PIL takes 16-bit grey to 8 bits by clipping it. */
async function clippedGrey(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const deep = new Uint16Array(Uint8Array.from(data).buffer);
  return toRgb(
    Uint8Array.from(deep, (v) => Math.min(v, 255)),
    info.width,
    info.height,
    info.channels,
  );
}
