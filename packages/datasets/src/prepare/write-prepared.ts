import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { FormatError } from '@ftn/errors';
import sharp from 'sharp';
import { leadsOutside } from '../files/leads-outside.js';
import { partialOf } from '../files/partial.js';
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

/**
 * Writes one image whole or not at all: aside first, then under its name.
 * @throws FormatError where it is broken, or reached by a link out of the set's folder.
 */
export async function writePrepared(
  root: string,
  image: ListedFile,
  target: string,
  encoding: PreparedEncoding,
): Promise<void> {
  await requireOwn(root, image.path);
  const aside = partialOf(target);
  try {
    if (image.box) await writeCropped(image, aside, encoding);
    else await copyDecodable(image.path, aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The same bytes, once they are known to be an image. */
async function copyDecodable(path: string, target: string): Promise<void> {
  const bytes = await readImageFile(path);
  await decodeImage(bytes, path);
  await writeFile(target, bytes);
}

/** A link in a set that somebody else made could name any file of this machine: none is copied by it. */
async function requireOwn(root: string, path: string): Promise<void> {
  const outside = await leadsOutside(root, path);
  if (!outside) return;
  throw new FormatError('is a link to a target outside the data set', {
    file: outside.link,
    got: outside.target,
    hint: 'Put the files themselves there, if they belong to the set.',
  });
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
