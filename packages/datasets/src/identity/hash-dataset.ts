import { createHash, type Hash } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import type { DenseDataset, DenseSource } from '../dense/dense-dataset.js';
import { type DenseKey, denseKeys } from '../dense/dense-sample.js';
import { walkFolders } from '../folders/walk-folders.js';
import type { ImageDataset } from '../image-dataset.js';
import type { FileHashes } from './file-hashes.js';

/**
 * The sha256 that identifies a set of images: its classes and, in order, each image's label, content and box. Where its files lie
 * and what they are called does not matter: two sets of the same images are the same, an edited image is another set.
 */
export async function hashImages(dataset: ImageDataset, hashes: FileHashes): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(dataset.classes));
  for (let index = 0; index < dataset.length; index++) {
    const image = dataset.image(index);
    hash.update(`\n${dataset.label(index)} `);
    if (image.kind === 'pixels') {
      hash.update(`${image.width} ${image.height} ${image.channels} `).update(image.data);
      continue;
    }
    const { box } = image;
    const cut = box ? [box.left, box.top, box.width, box.height] : [];
    hash.update(JSON.stringify([await hashes.of(image.path), ...cut]));
  }
  return hash.digest('hex');
}

/** The same for images with maps: those of `keys`, whatever their order, and how each map's numbers are read. */
export async function hashMaps(
  dataset: DenseDataset,
  keys: readonly DenseKey[],
  hashes: FileHashes,
): Promise<string> {
  const ordered = denseKeys.filter((key) => keys.includes(key));
  const hash = createHash('sha256').update(JSON.stringify([dataset.classes, ordered]));
  for (let index = 0; index < dataset.length; index++) {
    await addSample(hash, dataset.sample(index), ordered, hashes);
  }
  return hash.digest('hex');
}

async function addSample(
  hash: Hash,
  source: DenseSource,
  keys: readonly DenseKey[],
  hashes: FileHashes,
): Promise<void> {
  hash.update(`\n${source.kind} `);
  switch (source.kind) {
    case 'memory': {
      const { sample } = source;
      hash.update(`${sample.height} ${sample.width} `).update(sample.image);
      for (const key of keys) {
        const { buffer, byteOffset, byteLength } = sample[key]!;
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
      return;
    }
    case 'files':
      hash.update(await hashes.of(source.image));
      for (const key of keys) {
        const { path, ...coding } = source.maps[key]!;
        hash.update(JSON.stringify([await hashes.of(path), coding]));
      }
      return;
    case 'nyud-labeled':
      hash.update(`${await hashes.of(source.file)} ${source.index} `).update(source.labelOf);
      if (source.normals !== undefined && keys.includes('normals'))
        hash.update(await hashes.of(source.normals));
  }
}

/** The sha256 of a folder's content: every visible file's relative path and bytes. */
export async function hashFolder(root: string, hashes: FileHashes): Promise<string> {
  const hash = createHash('sha256');
  for await (const { path, entries } of walkFolders(root)) {
    for (const name of entries.files.filter((one) => !one.startsWith('.'))) {
      const file = join(path, name);
      const place = relative(root, file).split(sep).join('/').normalize('NFC');
      hash.update(JSON.stringify([place, await hashes.of(file)]));
    }
  }
  return hash.digest('hex');
}
