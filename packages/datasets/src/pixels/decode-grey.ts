import { FormatError } from '@ftn/errors';
import sharp from 'sharp';
import { brokenImage, largestImage } from './image-errors.js';
import { GREY, pngColour } from './png-header.js';

/** A picture of one number a pixel, of 8 or 16 bits. */
export interface Grey {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array | Uint16Array;
}

/**
 * Decodes a grey PNG of 8 or 16 bits whose numbers are measurements (depth), as they are stored.
 *
 * @throws FormatError where the file is broken, is no PNG, or has colours, transparency or fewer bits
 */
export async function decodeGrey(bytes: Uint8Array, file: string): Promise<Grey> {
  const png = pngColour(bytes);
  if (png?.colour !== GREY || (png.bits !== 8 && png.bits !== 16)) {
    throw new FormatError('is not a map with one number per pixel', {
      file,
      offset: png ? 24 : 0,
      expected: 'a grey PNG of 8 or 16 bits',
      ...(png ? { got: `colour type ${png.colour} with ${png.bits} bits` } : {}),
      hint: 'Save the map as one channel of 16 bits, or as .npy.',
    });
  }
  const deep = png.bits === 16;
  try {
    const options = {
      failOn: 'error',
      limitInputPixels: largestImage(bytes.length),
      ignoreIcc: true,
    } as const;
    const { data, info } = await sharp(bytes, options)
      .toColourspace(deep ? 'grey16' : 'b-w')
      .raw({ depth: deep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const numbers = Uint8Array.from(data);
    return {
      height: info.height,
      width: info.width,
      data: deep ? new Uint16Array(numbers.buffer) : numbers,
    };
  } catch (cause) {
    throw brokenImage(cause, bytes.length, file);
  }
}
