import type { Batch } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { miniSeasons } from '@ftn/synthetic';
import { describe, expect, it } from 'vitest';
import { tinyImages } from '../__fixtures__/tiny-images.js';
import { type ImageBatchOptions, imageBatches } from './image-set.js';
import { imageSetOf } from './image-set-of.js';

const set = tinyImages(10);

async function batchesOf(options: ImageBatchOptions, epoch = 0, from?: number): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of imageBatches(set, options).batches(epoch, from)) batches.push(batch);
  return batches;
}

describe('imageBatches', () => {
  it('yields every image once per epoch, in [−1, 1], with its class and index', async () => {
    const batches = await batchesOf({ batchSize: 4, seed: 1 });
    expect(batches.map(({ shape }) => shape)).toEqual([4, 4, 2].map((n) => [n, 32, 32, 3]));
    const indices = batches.flatMap((batch) => [...batch.indices]);
    expect([...indices].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { images, label, indices: places } of batches) {
      places.forEach((index, i) => {
        expect(label!.data[i]).toBe(set.labels[index]);
        const at = 32 * 32 * 3;
        expect(images[i * at + 100]).toBe(Math.fround(set.pixels[index * at + 100]! / 127.5 - 1));
      });
    }
  });

  it('shuffles each epoch anew, repeatably for a seed, from any batch on', async () => {
    const options = { batchSize: 4, seed: 1 };
    const order = async (...args: Parameters<typeof batchesOf>) =>
      (await batchesOf(...args)).flatMap((batch) => [...batch.indices]);
    expect(await order(options, 1)).toEqual(await order(options, 1));
    expect(await order(options, 1)).not.toEqual(await order(options, 0));
    expect(await order({ ...options, seed: 2 })).not.toEqual(await order(options));
    expect(await batchesOf(options, 3, 1)).toEqual((await batchesOf(options, 3)).slice(1));
    expect((await batchesOf({ ...options, dropLast: true })).length).toBe(2);
  });

  it('mirrors about half of the images, different ones each epoch', async () => {
    const plain = await batchesOf({ batchSize: 10, seed: 1 });
    const mirrored = await batchesOf({ batchSize: 10, seed: 1, flip: true });
    const row = (batch: Batch, i: number) =>
      Array.from({ length: 32 }, (_, x) => batch.images[i * 32 * 32 * 3 + x * 3]);
    const flipped = Array.from({ length: 10 }, (_, i) => {
      const [a, b] = [row(plain[0]!, i), row(mirrored[0]!, i)];
      if (JSON.stringify(a) === JSON.stringify(b)) return false;
      expect(b).toEqual([...a].reverse());
      return true;
    });
    expect(flipped.filter(Boolean).length).toBeGreaterThan(1);
    expect(flipped.filter(Boolean).length).toBeLessThan(9);
  });

  it('refuses images and classes that do not fit, and sets smaller than a batch', () => {
    const broken = { ...set, pixels: set.pixels.subarray(1) };
    expect(() => imageBatches(broken, { batchSize: 4, seed: 1 })).toThrow(
      /10 × 32 × 32 × 3 bytes, got 30719/,
    );
    expect(() => imageBatches(set, { batchSize: 11, seed: 1, dropLast: true })).toThrow(
      /at least 11, got 10/,
    );
  });
});

it('imageSetOf accepts a made-up set as it is, and refuses another size', () => {
  const drawn = miniSeasons({ season: 'winter', split: 'train', perScene: 2, size: 32 });
  const taken = imageSetOf(drawn, 32);
  const last = drawn.image(9);
  expect(Array.from(taken.labels)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  expect(
    last.kind === 'pixels' &&
      Buffer.from(last.data).equals(Buffer.from(taken.pixels.subarray(9 * 32 * 32 * 3))),
  ).toBe(true);
  expect(() => imageSetOf(drawn, 64)).toThrow(UsageError);
});
