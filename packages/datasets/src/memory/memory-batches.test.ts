import { UsageError } from '@ftn/errors';
import { expect, it } from 'vitest';
import { createBatchLoader } from '../loader/batch-loader.js';
import { drawnImages } from '../testing/drawn-images.js';
import { smallEvaluation } from '../transforms/presets.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { memoryBatches, prepareImage } from './memory-batches.js';

const drawn = drawnImages(14);
const dataset = { ...drawn, classes: ['a', 'b', 'c'], label: (i: number) => i % 3 };
const transforms: readonly TransformStep[] = [
  { kind: 'resize-shorter', size: 12 },
  { kind: 'random-crop', size: 12, padding: 2 },
  { kind: 'flip', p: 0.5 },
  { kind: 'color-jitter', brightness: 0.3 },
  ...smallEvaluation(),
];

async function allOf<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

it.each([false, true])(
  'gives the batches of createBatchLoader, bit for bit; shuffled: %s',
  async (shuffle) => {
    const options = { dataset, batchSize: 4, transforms, seed: 7, shuffle };
    await using loader = createBatchLoader({ ...options, workers: 0 });
    const source = memoryBatches(options);
    expect(source.batchesPerEpoch).toBe(loader.batchesPerEpoch);
    for (const epoch of [0, 3]) {
      const batches = await allOf(source.batches(epoch));
      expect(batches).toHaveLength(8);
      expect(batches).toEqual(await allOf(loader.batches(epoch)));
      expect(await allOf(source.batches(epoch, 1))).toEqual(batches.slice(1));
    }
    expect(source.nameOf!(3)).toBe(loader.nameOf(3));
  },
);

it('prepares one image as the loader does', async () => {
  const steps: readonly TransformStep[] = [
    { kind: 'resize-shorter', size: 20 },
    { kind: 'center-crop', size: 16 },
    ...smallEvaluation(),
  ];
  const image = dataset.image(2);
  if (image.kind !== 'pixels') throw new Error('drawn images are pixels');
  const one = { name: 'one', classes: [], length: 1, label: () => 0, image: () => image };
  await using loader = createBatchLoader({ dataset: one, batchSize: 1, transforms: steps, workers: 0 });
  const [batch] = await allOf(loader.batches(0));
  expect(prepareImage(image, steps)).toEqual({ images: batch!.images, shape: batch!.shape });
});

it('refuses files, broken buffers, no images and impossible options', async () => {
  const options = { dataset, batchSize: 4, transforms };
  expect(() => memoryBatches({ ...options, batchSize: 0 })).toThrow(UsageError);
  expect(() => memoryBatches({ ...options, dataset: { ...dataset, length: 0 } })).toThrow(/has no images/);
  expect(() => memoryBatches({ ...options, transforms: [{ kind: 'flip', p: 2 }] })).toThrow(UsageError);
  const file = { kind: 'file', path: 'rose.jpg' } as const;
  const ofFiles = memoryBatches({ ...options, dataset: { ...dataset, image: () => file } });
  await expect(allOf(ofFiles.batches(0))).rejects.toThrow('rose.jpg: the image is a file');
  const cut = { kind: 'pixels', data: new Uint8Array(5), width: 2, height: 2, channels: 3 } as const;
  expect(() => prepareImage(cut, smallEvaluation())).toThrow(/expected 2 × 2 × 3 = 12, got 5/);
});
