import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, MismatchError, UsageError } from '@ftn/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageDataset } from '../image-dataset.js';
import { drawnImages } from '../testing/drawn-images.js';
import { smallTraining } from '../transforms/presets.js';
import type { Batch, BatchLoader } from './batch.js';
import { type BatchLoaderOptions, createBatchLoader } from './batch-loader.js';

let folder: string;
let files: ImageDataset;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-loader-'));
  const drawn = drawnImages(32);
  const paths: string[] = [];
  for (let i = 0; i < drawn.length; i++) {
    const image = drawn.image(i);
    if (image.kind !== 'pixels') throw new Error('drawn images are pixels');
    paths.push(join(folder, `${i}.png`));
    await sharp(image.data, { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toFile(paths[i]!);
  }
  files = { ...drawn, name: 'files', image: (i) => ({ kind: 'file', path: paths[i]! }) };
});

afterAll(() => rm(folder, { recursive: true }));

const base = { batchSize: 5, transforms: smallTraining(32), seed: 7, shuffle: true } as const;

async function read(loader: BatchLoader, epoch: number, from = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.batches(epoch, from)) batches.push(batch);
  return batches;
}

function digest(batches: readonly Batch[]): string {
  const hash = createHash('sha256');
  for (const { images, label, indices, shape } of batches) {
    hash
      .update(Buffer.from(images.buffer))
      .update(Buffer.from(label!.data.buffer))
      .update(Buffer.from(indices.buffer));
    hash.update(JSON.stringify(shape));
  }
  return hash.digest('hex');
}

async function digestWith(
  options: Partial<BatchLoaderOptions> & { dataset: ImageDataset },
  epoch = 1,
): Promise<string> {
  const loader = createBatchLoader({ ...base, ...options });
  try {
    return digest(await read(loader, epoch));
  } finally {
    await loader.close();
  }
}

describe('createBatchLoader', () => {
  it('gives the same batches for any number of workers and any prefetch', async () => {
    const expected = await digestWith({ dataset: files, workers: 0 });
    for (const [workers, prefetch] of [
      [1, 1],
      [2, 5],
      [3, 0],
    ] as const) {
      expect(await digestWith({ dataset: files, workers, prefetch })).toBe(expected);
    }
    expect(await digestWith({ dataset: files, workers: 0 }, 2)).not.toBe(expected);
    expect(await digestWith({ dataset: files, workers: 0, seed: 8 })).not.toBe(expected);
  });

  it('gives the same numbers for files and for the same pixels in memory', async () => {
    const drawn = drawnImages(32);
    expect(await digestWith({ dataset: drawn, workers: 1 })).toBe(
      await digestWith({ dataset: files, workers: 1 }),
    );
  });

  it('yields each image once per epoch, with its label, in a new order each epoch', async () => {
    const loader = createBatchLoader({ ...base, dataset: files, workers: 0 });
    const orders = await Promise.all(
      [0, 1].map(async (epoch) => {
        const batches = await read(loader, epoch);
        expect(batches.map(({ shape }) => shape[0])).toEqual([5, 5, 5, 5, 5, 5, 2]);
        for (const { label, indices } of batches)
          expect([...label!.data]).toEqual([...indices].map((i) => files.label(i)));
        return batches.flatMap(({ indices }) => [...indices]);
      }),
    );
    for (const order of orders)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(orders[0]).not.toEqual(orders[1]);
    expect(loader.batchesPerEpoch).toBe(7);
  });

  it('resumes in the middle of an epoch with the remaining batches', async () => {
    const loader = createBatchLoader({ ...base, dataset: files, workers: 0, dropLast: true });
    const whole = await read(loader, 3);
    expect(whole.length).toBe(6);
    expect(digest(await read(loader, 3, 4))).toBe(digest(whole.slice(4)));
  });

  it('prefetches no more batches than asked', async () => {
    let asked = 0;
    const dataset: ImageDataset = {
      ...files,
      image: (i) => {
        asked++;
        return files.image(i);
      },
    };
    const loader = createBatchLoader({ ...base, dataset, workers: 1, prefetch: 2 });
    for await (const batch of loader.batches(0)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(batch.shape[0]).toBe(5);
      expect(asked).toBe(3 * 5);
      break;
    }
    await loader.close();
  });

  it('refuses a pixel buffer that does not match the image size', async () => {
    const short: ImageDataset = {
      ...files,
      image: () => ({ kind: 'pixels', data: new Uint8Array(5), width: 2, height: 1, channels: 3 }),
    };
    const loader = createBatchLoader({ dataset: short, batchSize: 4, transforms: [] });
    await expect(read(loader, 0)).rejects.toThrow(/expected 2 × 1 × 3 = 6, got 5/);
  });

  it('can be left early and iterated again', async () => {
    const loader = createBatchLoader({ ...base, dataset: files, workers: 2 });
    for await (const batch of loader.batches(1)) {
      expect(batch.images.length).toBe(5 * 32 * 32 * 3);
      break;
    }
    const again = digest(await read(loader, 1));
    await loader.close();
    expect(again).toBe(await digestWith({ dataset: files, workers: 0 }));
    await expect(read(loader, 1)).rejects.toThrow(UsageError);
  });

  it.each([0, 1])('names a truncated image and keeps its error class (%i workers)', async (workers) => {
    const whole = await sharp({
      create: {
        width: 64,
        height: 64,
        channels: 3,
        background: '#c04020',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    const path = join(folder, 'cut.jpg');
    await writeFile(path, whole.subarray(0, whole.length / 2));
    const dataset: ImageDataset = {
      ...files,
      length: 10,
      image: (i) => (i === 7 ? { kind: 'file', path } : files.image(i)),
    };
    const loader = createBatchLoader({
      ...base,
      shuffle: false,
      dataset,
      workers,
      transforms: [{ kind: 'resize', size: 16 }],
    });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const batch of loader.batches(0)) seen.push(batch.shape[0]);
    })();
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(
      /cut\.jpg: the image is broken or cut off .*Copy the file again or delete it\./,
    );
    expect(seen).toEqual([5]);
    await loader.close();
  });

  it('refuses images of different sizes in a batch', async () => {
    const path = join(folder, 'wide.png');
    await sharp({ create: { width: 40, height: 32, channels: 3, background: '#000' } })
      .png()
      .toFile(path);
    const dataset: ImageDataset = {
      ...files,
      image: (i) => (i === 1 ? { kind: 'file', path } : files.image(i)),
    };
    const loader = createBatchLoader({ dataset, batchSize: 4, transforms: [], workers: 0 });
    await expect(read(loader, 0)).rejects.toThrow(MismatchError);
    await expect(read(loader, 0)).rejects.toThrow('wide.png');
  });

  it.each<[Partial<BatchLoaderOptions>, RegExp]>([
    [{ batchSize: 0 }, /batchSize must be a whole number: expected 1 or more, got 0/],
    [{ workers: 1.5 }, /workers must be/],
    [{ prefetch: -1 }, /prefetch must be/],
    [{ batchSize: 33, dropLast: true }, /has no full batch: expected at least 33 images, got 32/],
    [{ transforms: [{ kind: 'flip', p: 3 }] }, /transform 1/],
  ])('refuses %j', (options, message) => {
    expect(() => createBatchLoader({ ...base, dataset: files, ...options })).toThrow(UsageError);
    expect(() => createBatchLoader({ ...base, dataset: files, ...options })).toThrow(message);
  });
});
