import { extname } from 'node:path';

/** File name endings read as images. */
export const imageExtensions: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.ppm',
  '.pgm',
];

/** Endings of pictures that are not read: refused by name, not left out in silence. */
const unreadExtensions: readonly string[] = [
  '.bmp',
  '.heic',
  '.heif',
  '.jxl',
  '.jp2',
  '.svg',
  '.psd',
  '.tga',
  '.pnm',
  '.pbm',
  '.ico',
  '.dng',
  '.cr2',
  '.nef',
  '.arw',
];

/** True for a file name with the ending of an image that is read. */
export function isImageName(name: string): boolean {
  return imageExtensions.includes(extname(name).toLowerCase());
}

/** True for a file name with the ending of a picture of a kind that is not read. */
export function isUnreadImageName(name: string): boolean {
  return unreadExtensions.includes(extname(name).toLowerCase());
}
