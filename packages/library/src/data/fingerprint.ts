import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Dataset, hasMaps, type ImageDataset, type TargetName } from '@ftn/datasets';
import type { Data } from './data.js';

/** Adds every image of a set with its class: pixels where they are in memory, else what tells the file from others. */
async function addImages(hash: Hash, dataset: ImageDataset): Promise<void> {
  for (let index = 0; index < dataset.length; index++) {
    const image = dataset.image(index);
    hash.update(`\n${dataset.label(index)} `);
    if (image.kind === 'pixels') {
      hash.update(`${image.width} ${image.height} ${image.channels} `).update(image.data);
      continue;
    }
    const { size } = await stat(image.path);
    const { box } = image;
    const cut = box ? [box.left, box.top, box.width, box.height] : [];
    hash.update(JSON.stringify([basename(dirname(image.path)), basename(image.path), size, ...cut]));
  }
}

/** The sha256 of a set's classes and of its images with what is learned from them. The folder itself may move. */
export async function hashDataset(dataset: Dataset, targets: readonly TargetName[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(dataset.classes));
  if (!hasMaps(dataset)) {
    await addImages(hash, dataset);
    return hash.digest('hex');
  }
  const keys = dataset.keys.filter((key) => targets.includes(key));
  hash.update(JSON.stringify(keys));
  for (let index = 0; index < dataset.length; index++) {
    const source = dataset.sample(index);
    if (source.kind === 'memory') {
      const { sample } = source;
      hash.update(`${sample.height} ${sample.width} `).update(sample.image);
      for (const key of keys) {
        const { buffer, byteOffset, byteLength } = sample[key]!;
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
      continue;
    }
    const files =
      source.kind === 'files'
        ? [source.image, ...keys.map((key) => source.maps[key]!.path)]
        : [source.file, ...(source.normals === undefined ? [] : [source.normals])];
    for (const file of files) hash.update(JSON.stringify([basename(file), (await stat(file)).size]));
    if (source.kind === 'nyud-labeled') hash.update(`${source.index} `).update(source.labelOf);
  }
  return hash.digest('hex');
}

/** What tells one set of images from others. */
export interface SetIdentity {
  readonly images: number;
  readonly sha256: string;
}

/** What tells a domain's images from others. */
export interface DataIdentity {
  readonly domain: string;
  readonly classes: readonly string[];
  readonly train: SetIdentity;
  readonly validation: SetIdentity;
  readonly test: SetIdentity;
}

/** What tells a resumed run that its training and validation images are those it was started with. */
export async function dataIdentity(data: Data, targets: readonly TargetName[]): Promise<DataIdentity> {
  const identityOf = async (set: Dataset) => ({
    images: set.length,
    sha256: await hashDataset(set, targets),
  });
  return {
    domain: data.name,
    classes: data.classes,
    train: await identityOf(data.train),
    validation: await identityOf(data.validation),
    test: await identityOf(data.test),
  };
}
