import sharp from 'sharp';
import type { Box } from '../image-dataset.js';
import { fitBox } from './crop.js';
import { type DecodeOptions, decodeImage } from './decode-image.js';
import { brokenImage } from './image-errors.js';
import { readImageFile } from './read-image-file.js';
import { sniffFormat } from './sniff-format.js';

/** Height and width of an image in pixels. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

/** The size `decodeImage` would give a file's image, read from its header alone. */
export async function imageSize(file: string, options: DecodeOptions = {}): Promise<Extent> {
  const { box, turn = true, decode = 'upright' } = options;
  const bytes = await readImageFile(file);
  const format = sniffFormat(bytes);
  // What has no header that the decoder reads is small, or refused by name.
  if (!format || format === 'pnm' || format === 'bmp' || format === 'heic')
    return decodeImage(bytes, file, options);
  const meta = await sharp(bytes)
    .metadata()
    .catch((cause: unknown) => {
      throw brokenImage(cause, bytes.length, file);
    });
  if (box) return boxSize(box, meta);
  return turn && decode === 'upright' ? meta.autoOrient : { height: meta.height, width: meta.width };
}

function boxSize(box: Box, { width, height }: Extent): Extent {
  return fitBox(box, width, height) ?? box;
}
