import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import { denseEvaluation } from '../dense/dense-presets.js';
import { drawnImages } from '../testing/drawn-images.js';
import { drawnRooms } from '../testing/drawn-rooms.js';
import { balancedOrder, earlierDraws } from './balanced-order.js';
import { createBatchLoader } from './batch-loader.js';

const labels = [0, 0, 0, 0, 0, 0, 0, 1, 1, 3];

describe('balancedOrder', () => {
  it('draws every class alike often, and no image again before all of its class came', () => {
    const order = balancedOrder(labels, new RandomStream(1, 'order'));
    expect(order).toHaveLength(labels.length);
    const counts = new Map<number, number>();
    for (const index of order) counts.set(labels[index]!, (counts.get(labels[index]!) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([0, 1, 3]);
    expect([...counts.values()].sort()).toEqual([3, 3, 4]);
    // Of seven images at most four are drawn: each once.
    const ofFirst = [...order].filter((index) => labels[index] === 0);
    expect(new Set(ofFirst).size).toBe(ofFirst.length);
    expect(new Set([...order].filter((index) => labels[index] === 1)).size).toBe(2);
  });

  it('depends on the stream alone, and gives other images in other epochs', () => {
    const of = (epoch: number) => [...balancedOrder(labels, new RandomStream(1, 'order', epoch))];
    expect(of(4)).toEqual(of(4));
    const seen = new Set(Array.from({ length: 12 }, (_, epoch) => of(epoch)).flat());
    expect(seen.size).toBe(labels.length);
  });

  it('says how often each image came before', () => {
    expect([...earlierDraws(Int32Array.of(4, 2, 4, 4, 2))]).toEqual([0, 0, 1, 2, 1]);
  });
});

describe('a loader with balanced sampling and mixing', () => {
  const drawn = drawnImages(12);
  const dataset = { ...drawn, classes: ['a', 'b', 'c'], label: (i: number) => (i === 0 ? 2 : i % 2) };
  const options = {
    dataset,
    batchSize: 4,
    transforms: [{ kind: 'random-crop', size: 8 }] as const,
    seed: 3,
    balanced: true,
    mixing: { mixup: { alpha: 1 }, cutmix: { alpha: 1 } },
  };
  const read = async (workers: number, from = 0) => {
    await using loader = createBatchLoader({ ...options, workers });
    const batches = [];
    for await (const batch of loader.batches(1, from)) batches.push(batch);
    return batches;
  };

  it('gives the same batches for any number of threads, and from the middle of an epoch', async () => {
    const alone = await read(0);
    expect(await read(2)).toEqual(alone);
    expect(await read(0, 2)).toEqual(alone.slice(2));
  });

  it('balances classes, augments an image that comes again anew, and gives shares of classes that add up to 1', async () => {
    await using loader = createBatchLoader({ ...options, workers: 0, mixing: {} });
    const seen = new Map<number, Set<string>>();
    const counts = [0, 0, 0];
    for await (const { label, indices, images } of loader.batches(0)) {
      const length = images.length / indices.length;
      for (const [i, index] of indices.entries()) {
        counts[label!.data[i]!]! += 1;
        const crop = images.subarray(i * length, (i + 1) * length).join();
        seen.set(index, (seen.get(index) ?? new Set()).add(crop));
      }
    }
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    // The one image of the last class comes as often as all of another.
    expect(seen.get(0)!.size).toBeGreaterThan(1);
    for (const { mixed } of await read(0)) {
      expect(mixed!.shape[1]).toBe(3);
      for (let i = 0; i < mixed!.shape[0]; i++) {
        const shares = mixed!.data.subarray(3 * i, 3 * i + 3);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      }
    }
  });

  it('is refused for images with maps', () => {
    const rooms = drawnRooms(2, 16, 20);
    const make = () =>
      createBatchLoader({ dataset: rooms, batchSize: 1, transforms: denseEvaluation(), balanced: true });
    expect(make).toThrow('have maps, not one class each');
  });
});
