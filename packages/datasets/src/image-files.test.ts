import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '@ftn/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFiles } from './image-files.js';
import type { Batch } from './loader/batch.js';
import { createBatchLoader } from './loader/batch-loader.js';
import { namedTransforms } from './transforms/named-transforms.js';

let folder: string;
let paths: string[];
const greys = [0, 128, 255];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-images-'));
  paths = greys.map((grey) => join(folder, `${grey}.png`));
  for (const [i, grey] of greys.entries()) {
    const create = { width: 8, height: 8, channels: 3, background: { r: grey, g: grey, b: grey } } as const;
    await sharp({ create }).png().toFile(paths[i]!);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const input = { size: 8, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const common = { transforms: namedTransforms('small-evaluation', input), batchSize: 2, seed: 0, workers: 0 };

describe('imageFiles', () => {
  it('lists images in order, without a class', async () => {
    const dataset = imageFiles(paths);
    expect(dataset).toMatchObject({ length: 3, classes: [], name: 'images' });
    await using loader = createBatchLoader({ dataset, targets: [], ...common });
    const batches: Batch[] = [];
    for await (const batch of loader.batches(0)) batches.push(batch);
    expect(batches.map(({ shape }) => shape[0])).toEqual([2, 1]);
    const first = batches.flatMap(({ images, shape }) =>
      Array.from({ length: shape[0] }, (_, i) => images[i * 8 * 8 * 3]!),
    );
    expect(first.map((value) => Math.round(255 * value))).toEqual(greys);
    for (const batch of batches) expect(batch).not.toHaveProperty('label');
    expect(loader.nameOf(2)).toBe(paths[2]);
  });

  it('has neither classes nor maps to learn from', async () => {
    const dataset = imageFiles(paths, 'holiday');
    expect(() => dataset.label(0)).toThrow(UsageError);
    expect(() => dataset.label(0)).toThrow("'holiday' has no classes");
    await using loader = createBatchLoader({ dataset, ...common });
    const read = async () => {
      for await (const _ of loader.batches(0));
    };
    await expect(read()).rejects.toThrow("'holiday' has no classes");
    expect(() => createBatchLoader({ dataset, targets: ['depth'], ...common })).toThrow(
      "the data set 'holiday' has no 'depth': expected label",
    );
  });
});
