import { extname } from 'node:path';

/** File name endings read as images; a BMP is listed so that it is refused by name, not left out in silence. */
export const imageExtensions: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.bmp',
];

/** True for a file name with an image's ending. */
export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}
