import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MismatchError } from '@ftn/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DenseDataset } from '../dense/dense-dataset.js';
import { denseEvaluation } from '../dense/dense-presets.js';
import type { ImageDataset } from '../image-dataset.js';
import { imagenetEvaluation } from '../transforms/presets.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { createBatchLoader } from './batch-loader.js';
import { requireBatches } from './require-batches.js';

let folder: string;
let paths: string[];
/** Landscape, landscape stored on its side and turned by EXIF, landscape, portrait. */
const stored = [
  [40, 30, 1],
  [30, 40, 6],
  [40, 30, 1],
  [30, 40, 1],
] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-sizes-'));
  paths = stored.map((_, i) => join(folder, `${i}.png`));
  for (const [i, [width, height, orientation]] of stored.entries()) {
    await sharp({ create: { width, height, channels: 3, background: '#345' } })
      .withMetadata({ orientation })
      .png()
      .toFile(paths[i]!);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const images = (length: number): ImageDataset => ({
  name: 'photographs',
  classes: ['a'],
  length,
  label: () => 0,
  image: (i) => ({ kind: 'file', path: paths[i]! }),
});
const maps = (length: number): DenseDataset => ({
  name: 'rooms',
  classes: [],
  keys: [],
  origins: {},
  length,
  sample: (i) => ({ kind: 'files', image: paths[i]!, maps: {} }),
});

/** Whether batches can be read, by reading them. */
async function readable(loader: { batches(epoch: number): AsyncIterable<unknown>; close(): Promise<void> }) {
  try {
    for await (const batch of loader.batches(0)) expect(batch).toBeDefined();
    return true;
  } catch {
    return false;
  } finally {
    await loader.close();
  }
}
const passes = (checked: Promise<void>) =>
  checked.then(
    () => true,
    () => false,
  );

describe('requireBatches', () => {
  const keep: TransformStep[] = [{ kind: 'flip', p: 0 }];
  const shorter: TransformStep[] = [{ kind: 'resize-shorter', size: 20 }];
  it.each([
    ['as they are, turned by EXIF', keep, 3, 3, true],
    ['as they are, one standing', keep, 4, 4, false],
    ['one by one', keep, 4, 1, true],
    ['in batches that each are of one size', keep, 4, 3, true],
    ['scaled by their shorter side', shorter, 4, 4, false],
    ['cropped', imagenetEvaluation(), 4, 4, true],
  ] as const)('accepts readable sizes only: images %s', async (_, transforms, length, batchSize, right) => {
    const given = { dataset: images(length), transforms, batchSize };
    expect(await readable(createBatchLoader({ ...given, workers: 0 }))).toBe(right);
    expect(await passes(requireBatches(given))).toBe(right);
  });

  it.each([
    ['as they are stored, turned by nobody', denseEvaluation(), 2, 2, false],
    ['of one size', denseEvaluation(), 1, 2, true],
    ['one by one', denseEvaluation(), 4, 1, true],
    ['stretched', denseEvaluation([24, 32]), 4, 4, true],
  ] as const)(
    'accepts readable sizes only: images with maps %s',
    async (_, transforms, length, batchSize, right) => {
      const given = { dataset: maps(length), transforms, batchSize };
      expect(await readable(createBatchLoader({ ...given, workers: 0 }))).toBe(right);
      expect(await passes(requireBatches(given))).toBe(right);
    },
  );

  it('names both images and the remedy', async () => {
    const told: string[] = [];
    const onSize = ({ height, width }: { height: number; width: number }) => told.push(`${height} ${width}`);
    await requireBatches({ dataset: images(4), transforms: keep, batchSize: 1, onSize });
    expect(told).toEqual(['30 40', '40 30']);
    await requireBatches({ dataset: images(4), transforms: imagenetEvaluation(32), batchSize: 8, onSize });
    expect(told.slice(2)).toEqual(['32 32']);
    const checked = requireBatches({ dataset: images(4), transforms: keep, batchSize: 8 });
    await expect(checked).rejects.toThrow(MismatchError);
    await expect(checked).rejects.toThrow(
      /3\.png: images of one batch differ in size: expected 30 × 40, as .*0\.png, got 40 × 30\. End the transforms of testing/,
    );
  });
});
