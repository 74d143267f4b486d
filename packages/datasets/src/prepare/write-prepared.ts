import { copyFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import type { ListedFile } from '../layouts/layout.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';

/** How cropped images are written: without loss, or as JPEG of quality 95 without chroma subsampling. */
export type PreparedEncoding = 'png' | 'jpeg';

/** The name a prepared image has. */
export function preparedName({ path, box }: ListedFile, encoding: PreparedEncoding): string {
  if (!box) return basename(path);
  return basename(path, extname(path)) + (encoding === 'png' ? '.png' : '.jpg');
}

/** Writes one image whole or not at all: aside first, then under its name. */
export async function writePrepared(
  image: ListedFile,
  target: string,
  encoding: PreparedEncoding,
): Promise<void> {
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  try {
    if (image.box) await writeCropped(image, aside, encoding);
    else await copyFile(image.path, aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function writeCropped(
  { path, box }: ListedFile,
  target: string,
  encoding: PreparedEncoding,
): Promise<void> {
  const { data, width, height } = await decodeImage(await readImageFile(path), path, { box });
  const pixels = sharp(data, { raw: { width, height, channels: 3 } });
  const encoded =
    encoding === 'png' ? pixels.png() : pixels.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  await encoded.toFile(target);
}
