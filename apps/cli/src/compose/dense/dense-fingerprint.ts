import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type DenseDataset, type DenseKey, type DenseSource, denseKeys } from '@ftn/datasets';

/** Adds what tells a sample from others: its numbers, or the names and sizes of its files. */
async function addSample(hash: Hash, source: DenseSource, keys: readonly DenseKey[]): Promise<void> {
  if (source.kind === 'memory') {
    const { sample } = source;
    hash.update(`${sample.height} ${sample.width} `).update(sample.image);
    for (const key of keys) {
      const { buffer, byteOffset, byteLength } = sample[key]!;
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return;
  }
  const files =
    source.kind === 'files'
      ? [source.image, ...keys.map((key) => source.maps[key]!.path)]
      : [source.file, ...(source.normals === undefined ? [] : [source.normals])];
  for (const file of files) hash.update(JSON.stringify([basename(file), (await stat(file)).size]));
  if (source.kind === 'nyud-labeled') hash.update(`${source.index} `).update(source.labelOf);
}

/** What tells a resumed run that its training images and maps are those it was started with. */
export async function denseFingerprint(
  dataset: DenseDataset,
  keys: readonly DenseKey[],
): Promise<{ readonly name: string; readonly images: number; readonly sha256: string }> {
  const ordered = denseKeys.filter((key) => keys.includes(key));
  const hash = createHash('sha256').update(JSON.stringify([dataset.classes, ordered]));
  for (let index = 0; index < dataset.length; index++) await addSample(hash, dataset.sample(index), ordered);
  return { name: dataset.name, images: dataset.length, sha256: hash.digest('hex') };
}
