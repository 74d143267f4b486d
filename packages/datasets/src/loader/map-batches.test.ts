import { createHash } from 'node:crypto';
import { MismatchError, UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { DenseDataset } from '../dense/dense-dataset.js';
import { denseEvaluation, denseTraining } from '../dense/dense-presets.js';
import { drawnRooms } from '../testing/drawn-rooms.js';
import type { Batch } from './batch.js';
import { type BatchLoaderOptions, createBatchLoader } from './batch-loader.js';

const dataset = drawnRooms(7, 64, 80);
const base = { dataset, batchSize: 3, transforms: denseTraining([56, 72]), seed: 4, shuffle: true } as const;

async function read(options: Partial<BatchLoaderOptions>, epoch = 1, from = 0): Promise<Batch[]> {
  const loader = createBatchLoader({ ...base, ...options });
  const batches: Batch[] = [];
  for await (const batch of loader.batches(epoch, from)) batches.push(batch);
  await loader.close();
  return batches;
}

function digest(batches: readonly Batch[]): string {
  const hash = createHash('sha256');
  for (const { indices, images, shape, edge, labels, normals, depth } of batches) {
    hash.update(Buffer.from(indices.buffer));
    for (const array of [{ data: images, shape }, edge, labels, normals, depth]) {
      if (array) hash.update(JSON.stringify(array.shape)).update(Buffer.from(array.data.buffer));
    }
  }
  return hash.digest('hex');
}

function digestOf(data: Float32Array): string {
  return createHash('sha256').update(Buffer.from(data.buffer)).digest('hex');
}

describe('createBatchLoader over images with maps', () => {
  it('yields named arrays with their shapes', async () => {
    const [first, , last] = await read({});
    expect(first!.shape).toEqual([3, 56, 72, 3]);
    expect(first!.edge!.shape).toEqual([3, 56, 72, 1]);
    expect(first!.labels!.shape).toEqual([3, 56, 72]);
    expect(first!.normals!.shape).toEqual([3, 56, 72, 3]);
    expect(first!.depth!.shape).toEqual([3, 56, 72, 1]);
    expect(last!.shape[0]).toBe(1);
    for (const array of [
      { data: first!.images, shape: first!.shape },
      first!.edge!,
      first!.labels!,
      first!.normals!,
      first!.depth!,
    ]) {
      expect(array.data.length).toBe(array.shape.reduce((a, b) => a * b, 1));
    }
    expect(first!.labels!.data).toBeInstanceOf(Int32Array);
  });

  it('yields the same batches for any number of threads, and resumes at any batch', async () => {
    const inline = await read({ workers: 0 });
    expect(digest(await read({ workers: 2, prefetch: 3 }))).toBe(digest(inline));
    expect(digest(await read({ workers: 1 }, 1, 1))).toBe(digest(inline.slice(1)));
    expect(digest(await read({ workers: 0 }, 2))).not.toBe(digest(inline));
    expect(digest(await read({ workers: 0, seed: 5 }))).not.toBe(digest(inline));
  });

  it('augments a sample by its own index, wherever it is in a batch', async () => {
    const depths = async (batchSize: number) => {
      const found = new Map<number, string>();
      for (const { indices, depth } of await read({ batchSize, targets: ['depth'] })) {
        const each = depth!.data.length / indices.length;
        for (const [i, index] of indices.entries()) {
          found.set(index, digestOf(depth!.data.slice(i * each, (i + 1) * each)));
        }
      }
      return found;
    };
    expect(await depths(1)).toEqual(await depths(5));
  });

  it('reads only the requested maps and augments them as if all were read', async () => {
    const all = await read({});
    const some = await read({ targets: ['depth'] });
    expect(Object.keys(some[0]!).sort()).toEqual(['depth', 'images', 'indices', 'shape']);
    expect(some[1]!.depth).toEqual(all[1]!.depth);
    expect(some[1]!.images).toEqual(all[1]!.images);
  });

  it("normalises as PyTorch's ToTensor and Normalize", async () => {
    const [batch] = await read({ transforms: denseEvaluation(), shuffle: false, batchSize: 1 });
    const source = dataset.sample(0);
    if (source.kind !== 'memory') throw new Error('a drawn room is in memory');
    const { image, depth } = source.sample;
    for (const [c, mean, std] of [
      [0, 0.485, 0.229],
      [1, 0.456, 0.224],
      [2, 0.406, 0.225],
    ] as const) {
      expect(batch!.images[300 + c]).toBeCloseTo((image[300 + c]! / 255 - mean) / std, 5);
    }
    expect(batch!.depth!.data).toEqual(depth);
  });

  it('refuses missing maps, broken samples and mixed sizes', async () => {
    const only: DenseDataset = { ...dataset, keys: ['depth'] };
    expect(() => createBatchLoader({ ...base, dataset: only, targets: ['edge'] })).toThrow(UsageError);
    expect(() => createBatchLoader({ ...base, dataset: only, targets: ['edge'] })).toThrow(
      /has no 'edge': expected depth/,
    );
    const short: DenseDataset = {
      ...dataset,
      sample: () => ({
        kind: 'memory',
        sample: { height: 4, width: 5, image: new Uint8Array(60), depth: new Float32Array(19) },
      }),
    };
    await expect(read({ dataset: short, targets: ['depth'] })).rejects.toThrow(
      /'depth' does not match its size: expected 20 for 4 × 5, got 19/,
    );
    const large = drawnRooms(1, 72, 80);
    const mixed: DenseDataset = {
      ...dataset,
      sample: (i) => (i === 1 ? large.sample(0) : dataset.sample(i)),
    };
    const reading = read({ dataset: mixed, shuffle: false, transforms: denseEvaluation() });
    await expect(reading).rejects.toThrow(MismatchError);
    await expect(reading).rejects.toThrow(/sample 1: samples of one batch differ in size/);
  });

  it('names the map that a sample lacks', async () => {
    const lacking: DenseDataset = {
      ...dataset,
      sample: () => ({ kind: 'memory', sample: { height: 1, width: 1, image: new Uint8Array(3) } }),
    };
    await expect(read({ dataset: lacking, targets: ['normals'] })).rejects.toThrow(/sample has no 'normals'/);
  });
});
