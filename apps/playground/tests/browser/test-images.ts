import { miniDomain } from '@ftn/synthetic';
import sharp from 'sharp';
import type { PixelImage } from '../../src/model/pixel-image.js';

/** A file as a file input takes it. */
interface NamedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** An image as a PNG file, which holds its pixels exactly. */
export async function pngFile({ data, width, height }: PixelImage, name = 'image.png'): Promise<NamedFile> {
  const buffer = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

/** Smooth waves in three colours, of a size that has to be stretched to be looked at. */
export function waves(width: number, height: number): PixelImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    data[i] = 127.5 + 120 * Math.sin(0.11 * x + 0.07 * y * ((i % 3) + 1));
  }
  return { kind: 'pixels', data, width, height, channels: 3 };
}

/** Drawings of the first classes of a style, with their labels. */
export function drawings(
  style: 'sketch' | 'clipart',
  split: 'train' | 'test',
  counts: { classes: number; perClass: number },
) {
  const set = miniDomain({ style, split, perClass: counts.perClass });
  const images = Array.from({ length: counts.classes * counts.perClass }, (_, i) => ({
    label: set.label(i),
    image: set.image(i) as PixelImage,
  }));
  return { classes: set.classes.slice(0, counts.classes), images };
}
