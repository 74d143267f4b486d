import { FormatError, forTerminal } from '@ftn/errors';
import { fromCanvasPixels, type PixelImage } from '../model/pixel-image.js';

/** Bytes and pixels beyond which an image is not opened: a page has little memory. */
const mostBytes = 64 * 2 ** 20;
const mostPixels = 48e6;

const hint = 'Choose a JPEG, PNG, WebP, GIF or AVIF image.';

/**
 * An image file's pixels: turned upright by its EXIF orientation, transparency laid on white, colour profiles ignored, as
 * training reads files.
 *
 * @throws FormatError for what the browser cannot decode and what is too large
 */
export async function readImage(file: File): Promise<PixelImage> {
  const name = forTerminal(file.name);
  if (file.size > mostBytes) {
    throw new FormatError('the image file is too large', {
      file: name,
      expected: 'at most 64 MiB',
      got: `${Math.round(file.size / 2 ** 20)} MiB`,
      hint: 'Choose a smaller one.',
    });
  }
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
  }).catch(() => {
    throw new FormatError('invalid image', {
      file: name,
      expected: 'what this browser can decode',
      got: `${file.size} bytes that it cannot`,
      hint,
    });
  });
  try {
    if (bitmap.width * bitmap.height > mostPixels) {
      throw new FormatError('the image has too many pixels', {
        file: name,
        expected: `at most ${mostPixels / 1e6} million`,
        got: `${bitmap.width} × ${bitmap.height}`,
        hint: 'Choose a smaller one.',
      });
    }
    return pixelsOf(bitmap, bitmap);
  } finally {
    bitmap.close();
  }
}

/** The pixels of anything that can be drawn, on white. */
export function pixelsOf(
  source: CanvasImageSource,
  { width, height }: { readonly width: number; readonly height: number },
): PixelImage {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0);
  return fromCanvasPixels(context.getImageData(0, 0, width, height).data, { width, height });
}
