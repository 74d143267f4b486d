import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ImageDataset } from '@ftn/datasets';
import type { DomainData } from './domain-data.js';

/**
 * The sha256 of a set's classes, labels and images: pixels where they are in memory, else every file's name,
 * class folder, size and box, so that a large folder is not read twice. The folder itself may move.
 */
async function hashDataset(dataset: ImageDataset): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(dataset.classes));
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
  return hash.digest('hex');
}

export interface DataFingerprint {
  readonly domain: string;
  readonly classes: readonly string[];
  readonly train: { readonly images: number; readonly sha256: string };
  readonly validation: { readonly images: number; readonly sha256: string };
}

/** What tells a resumed run that its training and validation images are those it was started with. */
export async function dataFingerprint(data: DomainData): Promise<DataFingerprint> {
  const { train, validation } = data;
  return {
    domain: data.name,
    classes: data.classes,
    train: { images: train.length, sha256: await hashDataset(train) },
    validation: { images: validation.length, sha256: await hashDataset(validation) },
  };
}
