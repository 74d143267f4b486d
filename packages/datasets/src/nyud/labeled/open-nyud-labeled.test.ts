import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError } from '@ftn/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denseEvaluation } from '../../dense/dense-presets.js';
import { readDenseSource } from '../../dense/read-dense-source.js';
import { createBatchLoader } from '../../loader/batch-loader.js';
import { drawnRooms, roomFocal } from '../../testing/drawn-rooms.js';
import expected from '../__fixtures__/expected.json' with { type: 'json' };
import { checkNyudLabeled } from './check-nyud-labeled.js';
import { edgesFromLabels } from './edges-from-labels.js';
import { normalsFromDepth } from './normals-from-depth.js';
import { openNyudLabeled } from './open-nyud-labeled.js';

const fixtures = fileURLToPath(new URL('../__fixtures__/labeled', import.meta.url));
const file = join(fixtures, 'nyu_depth_v2_labeled.mat');
const beside = { classMapping: join(fixtures, 'classMapping40.mat'), splits: join(fixtures, 'splits.mat') };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-labeled-'));
});
afterAll(() => rm(folder, { recursive: true }));

function worst(actual: ArrayLike<number>, wanted: readonly number[]): number {
  expect(actual.length).toBe(wanted.length);
  return wanted.reduce((most, v, k) => Math.max(most, Math.abs(v - actual[k]!)), 0);
}

describe('openNyudLabeled', () => {
  it('reads the slices of a split in order, as h5py does, with classes mapped', async () => {
    const train = await openNyudLabeled(file, { ...beside, split: 'train' });
    const val = await openNyudLabeled(file, { ...beside, split: 'val' });
    expect([train.length, val.length, train.classes.length]).toEqual([2, 1, 41]);
    for (const [set, i, index] of [
      [train, 0, 2],
      [train, 1, 0],
      [val, 0, 1],
    ] as const) {
      const { height, width, image, labels, depth, normals } = await readDenseSource(set.sample(i), set.keys);
      const wanted = expected.labeled[index]!;
      expect([height, width]).toEqual([12, 16]);
      expect([...image]).toEqual(wanted.image);
      expect([...labels!]).toEqual(wanted.labels);
      expect(worst(depth!, wanted.depth)).toBeLessThan(1e-6);
      expect(worst(normals!, wanted.normals)).toBeLessThan(2e-4);
    }
  });

  it('says where edges and normals come from, and takes normals from an archive when given one', async () => {
    const computed = await openNyudLabeled(file, { ...beside, split: 'val' });
    expect(computed.origins.normals).toMatch(/computed from depth/);
    expect(computed.origins.edge).toMatch(/borders of the labelled objects/);
    const normals = join(fixtures, 'normals');
    const stored = await openNyudLabeled(file, { ...beside, split: 'val', normals });
    expect(stored.origins.normals).toMatch(/read from .*normals/);
    const sample = await readDenseSource(stored.sample(0), ['normals']);
    expect(worst(sample.normals!, expected.vandenhende['0002'].normals)).toBeLessThan(0.01);
    await expect(openNyudLabeled(file, { ...beside, split: 'val', normals: fixtures })).rejects.toThrow(
      /the folder of normals does not match the file: expected 3 pictures/,
    );
  });

  it('counts 40 classes and ignores unlabelled pixels', async () => {
    const set = await openNyudLabeled(file, { ...beside, split: 'train', labels: 40, keys: ['labels'] });
    expect(set.classes.length).toBe(40);
    const { labels } = await readDenseSource(set.sample(1), ['labels']);
    expect([...labels!]).toEqual(expected.labeled[0]!.labels.map((v) => (v === 0 ? 255 : v - 1)));
  });

  it('yields the same batches from threads', async () => {
    const dataset = await openNyudLabeled(file, { ...beside, split: 'train' });
    const read = async (workers: number) => {
      const loader = createBatchLoader({ dataset, batchSize: 1, transforms: denseEvaluation(), workers });
      const all = [];
      for await (const batch of loader.batches(0)) all.push(batch);
      await loader.close();
      return all;
    };
    expect(await read(2)).toEqual(await read(0));
  });

  it('reports nothing for sound files, and by name a truncated file, wrong splits and a wrong mapping', async () => {
    expect(await checkNyudLabeled(file, beside)).toEqual([]);
    const cut = join(folder, 'cut.mat');
    const bytes = await readFile(file);
    await writeFile(cut, bytes.subarray(0, bytes.length - 3000));
    await expect(openNyudLabeled(cut, { ...beside, split: 'train' })).rejects.toThrow(FormatError);
    await expect(openNyudLabeled(cut, { ...beside, split: 'train' })).rejects.toThrow(
      /cut\.mat: the HDF5 file is cut short/,
    );
    const [problem] = await checkNyudLabeled(cut, beside);
    expect(problem).toMatchObject({ severity: 'error', file: cut });
    await expect(
      openNyudLabeled(file, { classMapping: beside.splits, splits: beside.splits, split: 'train' }),
    ).rejects.toThrow(/splits\.mat: the MATLAB file has no variable 'mapClass': got trainNdxs, testNdxs/);
    await cp(beside.classMapping, join(folder, 'mapping.mat'));
    await expect(
      openNyudLabeled(file, { ...beside, splits: join(folder, 'mapping.mat'), split: 'train' }),
    ).rejects.toThrow(/no variable 'trainNdxs'/);
    await expect(openNyudLabeled(beside.splits, { ...beside, split: 'train' })).rejects.toThrow(
      /splits\.mat.*this is not an HDF5 file/,
    );
  });
});

describe('normalsFromDepth', () => {
  it('computes the exact normals of a made-up room, away from its edges', () => {
    const source = drawnRooms(1, 96, 120).sample(0);
    if (source.kind !== 'memory') throw new Error('a drawn room is in memory');
    const { depth, normals, edge, height, width } = source.sample;
    const focal = roomFocal * width;
    const camera = { fx: focal, fy: focal, cx: width / 2 - 0.5, cy: height / 2 - 0.5 };
    const found = normalsFromDepth(depth!, height, width, camera);
    const inside: number[] = [];
    for (let y = 4; y < height - 4; y++) {
      for (let x = 4; x < width - 4; x++) {
        let near = false;
        for (let j = -4; j <= 4; j++)
          for (let i = -4; i <= 4; i++) near ||= edge![(y + j) * width + x + i] === 1;
        const k = 3 * (y * width + x);
        const dot =
          found[k]! * normals![k]! + found[k + 1]! * normals![k + 1]! + found[k + 2]! * normals![k + 2]!;
        if (!near) inside.push(Math.acos(Math.min(dot, 1)));
      }
    }
    expect(inside.length).toBeGreaterThan(2000);
    expect(inside.sort((a, b) => a - b).at(-1)).toBeLessThan(0.01);
  });

  it('leaves the normals of unknown depth unknown', () => {
    const depth = new Float32Array(100).fill(2);
    depth[44] = 0;
    const normals = normalsFromDepth(depth, 10, 10, { fx: 10, fy: 10, cx: 4.5, cy: 4.5 });
    expect([...normals.subarray(132, 135)]).toEqual([0, 0, 0]);
    expect(normals[3 * 45 + 2]).toBeCloseTo(1, 5);
  });
});

describe('edgesFromLabels', () => {
  const row = (text: string) => Int32Array.from(text, Number);

  it.each([
    ['1122', '0100'],
    ['1002', '0100'],
    ['1111', '0000'],
    // A seam deeper than both sides reach, and what is unlabelled at the border, have no edge.
    ['1000000000000002', '0000000000000000'],
    ['0110', '0000'],
    ['10003', '00100'],
  ])('computes %s with %s', (regions, edges) => {
    expect([...edgesFromLabels(row(regions), 1, regions.length)].join('')).toBe(edges);
    expect([...edgesFromLabels(row(regions), regions.length, 1)].join('')).toBe(edges);
  });
});
