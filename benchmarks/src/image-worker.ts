// One side of the benchmark of images: a batch of one file, decoded, resized, cropped and normalised, again and again.
import { createBatchLoader, type ImageDataset, imagenetEvaluation } from '@ftn/datasets';
import type { ImageSetting } from './protocol.js';
import { serveSteps } from './worker.js';

const { file, batch: length } = JSON.parse(process.argv[2] ?? '{}') as ImageSetting;
const dataset: ImageDataset = {
  name: 'one image',
  classes: ['one'],
  length,
  label: () => 0,
  image: () => ({ kind: 'file', path: file }),
};
const transforms = imagenetEvaluation();
const loader = createBatchLoader({ dataset, batchSize: length, transforms, workers: 0 });

/** One batch as training is fed it; its first number. */
async function step(): Promise<number> {
  let first = Number.NaN;
  for await (const { images } of loader.batches(0)) first = images[0]!;
  return first;
}

await serveSteps('sharp on the calling thread', () => step);
