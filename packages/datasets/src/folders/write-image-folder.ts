import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import sharp from 'sharp';
import { partialOf, sweepPartials } from '../files/partial.js';
import type { ImageDataset, ImageSource } from '../image-dataset.js';
import { decodeImage } from '../pixels/decode-image.js';
import { readImageFile } from '../pixels/read-image-file.js';

/**
 * Writes a data set as class folders of images: pixels and parts of images as PNG, files as they are.
 *
 * All is written beside `root` first and moved there at the end, so that an interrupted write leaves nothing that
 * looks whole.
 *
 * @throws UsageError where `root` already holds files or a class name cannot be a folder's
 */
export async function writeImageFolder(dataset: ImageDataset, root: string): Promise<void> {
  for (const name of dataset.classes) requireFolderName(name);
  const target = resolve(root);
  await requireEmpty(target);
  const partial = partialOf(target);
  await sweepPartials(target);
  try {
    for (const name of dataset.classes) await mkdir(join(partial, name), { recursive: true });
    const written = dataset.classes.map(() => 0);
    for (let index = 0; index < dataset.length; index++) {
      const label = dataset.label(index);
      const name = dataset.classes[label]!;
      const number = String(written[label]!++).padStart(5, '0');
      await writeImage(dataset.image(index), join(partial, name, `${name}-${number}`));
    }
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    const { code } = cause as NodeJS.ErrnoException;
    if (!code) throw cause;
    throw new StorageError(`the images could not be written (${code})`, {
      file: root,
      hint: 'Make room or choose another folder.',
      cause,
    });
  }
}

async function writeImage(image: ImageSource, path: string): Promise<void> {
  if (image.kind === 'file' && !image.box) {
    return copyFile(image.path, path + extname(image.path).toLowerCase());
  }
  const { data, width, height, channels } = image.kind === 'pixels' ? image : await cropped(image);
  await sharp(data, { raw: { width, height, channels } }).png().toFile(`${path}.png`);
}

async function cropped({ path, box }: Extract<ImageSource, { kind: 'file' }>) {
  return { ...(await decodeImage(await readImageFile(path), path, { box })), channels: 3 as const };
}

function requireFolderName(name: string): void {
  const fine = name.length > 0 && !name.startsWith('.') && !/[/\\\0:*?"<>|]/.test(name);
  if (!fine) {
    throw new UsageError(`the class name ${JSON.stringify(name)} cannot be a folder's name`, {
      hint: 'Rename the class.',
    });
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new StorageError(`the folder cannot be used (${cause.code})`, { file: folder, cause });
  });
  if (entries.length > 0) {
    throw new UsageError('the folder is not empty', {
      file: folder,
      hint: 'Choose a new folder; nothing is overwritten.',
    });
  }
}
