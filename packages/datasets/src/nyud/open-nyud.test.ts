import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError, StorageError } from '@ftn/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DenseDataset } from '../dense/dense-dataset.js';
import { denseEvaluation, denseTraining } from '../dense/dense-presets.js';
import { readDenseSource } from '../dense/read-dense-source.js';
import { createBatchLoader } from '../loader/batch-loader.js';
import expected from './__fixtures__/expected.json' with { type: 'json' };
import { checkNyud } from './check-nyud.js';
import { openNyud } from './open-nyud.js';

const fixtures = fileURLToPath(new URL('__fixtures__', import.meta.url));
type Name = '0001' | '0002' | '0005';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-nyud-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = (set: DenseDataset, i: number) => readDenseSource(set.sample(i), set.keys);

function expectClose(actual: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(wanted.length);
  const worst = wanted.reduce((most, v, k) => Math.max(most, Math.abs(v - actual[k]!)), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe.each(['rcm', 'vandenhende'] as const)('openNyud of the %s packaging', (packaging) => {
  const open = (split: 'train' | 'val') => openNyud(join(fixtures, packaging), { split });

  it('recognises the packaging by its files and reads its lists and classes', async () => {
    const [train, val] = [await open('train'), await open('val')];
    expect([train.length, val.length]).toEqual([2, 1]);
    expect(train.name).toBe(`nyud/${packaging}/train`);
    expect(train.classes.length).toBe(packaging === 'rcm' ? 41 : 40);
    expect(train.classes.at(-1)).toBe('other prop');
    expect(train.origins.depth).toMatch(/as published/);
  });

  it.each([
    ['train', 0, '0001'],
    ['train', 1, '0002'],
    ['val', 0, '0005'],
  ] as const)('reads %s %i as the Python libraries do', async (split, i, name: Name) => {
    const { height, width, image, edge, labels, normals, depth } = await read(await open(split), i);
    const wanted = expected[packaging][name];
    expect([height, width]).toEqual([12, 16]);
    if ('image' in wanted) expect([...image]).toEqual(wanted.image);
    expect([...edge!]).toEqual(wanted.edge);
    expect([...labels!]).toEqual(wanted.labels);
    expectClose(normals!, wanted.normals, 2e-4);
    expectClose(depth!, wanted.depth, 1e-5);
  });

  it('yields the same batches from threads', async () => {
    const digests = [];
    for (const workers of [0, 2]) {
      const transforms = denseTraining([10, 12]);
      const loader = createBatchLoader({
        dataset: await open('train'),
        batchSize: 2,
        transforms,
        seed: 1,
        workers,
      });
      for await (const { images, labels, normals, depth } of loader.batches(0)) {
        digests.push(
          [{ data: images }, labels!, normals!, depth!].map(({ data }) =>
            Buffer.from(data.buffer).toString('base64'),
          ),
        );
      }
      await loader.close();
    }
    expect(digests[0]).toEqual(digests[1]);
  });
});

describe('the labels of the two NYUD packagings', () => {
  it('agree: the 40 classes of RCM are those of the other', async () => {
    const set = await openNyud(join(fixtures, 'rcm'), { split: 'train', labels: 40, keys: ['labels'] });
    expect(set.classes.length).toBe(40);
    expect([...(await read(set, 0)).labels!]).toEqual(expected.vandenhende['0001'].labels);
  });
});

describe('a faulty NYUD folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(folder, 'set-'));
    await cp(join(fixtures, 'vandenhende'), root, { recursive: true });
  });

  /** A .npy file of float32. */
  const npy = (values: Float32Array, shape: string) => {
    const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
    const text = `${head.padEnd(117, ' ')}\n`;
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
    return Buffer.concat([start, Buffer.from(text, 'latin1'), Buffer.from(values.buffer)]);
  };
  const depth = (change: (values: Float32Array) => void, shape = '12, 16') => {
    const values = Float32Array.from(expected.vandenhende['0001'].depth);
    change(values);
    return npy(
      values.slice(
        0,
        shape.split(',').reduce((n, s) => n * Number(s), 1),
      ),
      shape,
    );
  };
  const png = (fill: number) =>
    sharp(new Uint8Array(192).fill(fill), { raw: { width: 16, height: 12, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();

  const faults: Readonly<Record<string, readonly [() => Promise<unknown>, RegExp]>> = {
    'depth in millimetres': [
      () =>
        writeFile(
          join(root, 'depth/0001.npy'),
          depth((d) => d.set(d.map((v) => v * 1000))),
        ),
      /depth\/0001\.npy.*not in metres: expected at most 100 m, got up to 4000\. These look like millimetres/,
    ],
    'NaN depth': [
      () =>
        writeFile(
          join(root, 'depth/0001.npy'),
          depth((d) => (d[7] = Number.NaN)),
        ),
      /depth\/0001\.npy.*non-finite number \(pixel 7\): got NaN\. Store 0 where depth is unknown/,
    ],
    'a negative depth': [
      () =>
        writeFile(
          join(root, 'depth/0001.npy'),
          depth((d) => (d[3] = -1)),
        ),
      /depth\/0001\.npy.*negative distance \(pixel 3\)/,
    ],
    'a map of another size': [
      () =>
        writeFile(
          join(root, 'depth/0001.npy'),
          depth(() => {}, '11, 16'),
        ),
      /depth\/0001\.npy.*the depth map differs in size from its image: expected 12 × 16, got 11 × 16/,
    ],
    'labels all ignored': [
      async () => writeFile(join(root, 'segmentation/0001.png'), await png(0)),
      /segmentation\/0001\.png.*every pixel of the label map is ignored/,
    ],
    'a label that is no class': [
      async () => writeFile(join(root, 'segmentation/0001.png'), await png(41)),
      /segmentation\/0001\.png.*not a class \(pixel 0\): got 41\. Classes are 0 to 40, and 255 is ignored/,
    ],
    'labels all of one class': [
      async () => writeFile(join(root, 'segmentation/0001.png'), await png(3)),
      /segmentation\/0001\.png.*every pixel of the label map is of one class \(2\)/,
    ],
    'edges everywhere': [
      () => writeFile(join(root, 'edge/0001.npy'), npy(new Float32Array(192).fill(1), '12, 16')),
      /edge\/0001\.npy.*every pixel of the edge map is an edge/,
    ],
    'normals that are no directions': [
      () => writeFile(join(root, 'normals/0001.npy'), npy(new Float32Array(576).fill(127), '12, 16, 3')),
      /normals\/0001\.npy.*too long for a unit vector \(pixel 0\)/,
    ],
    'depth that is unknown everywhere': [
      () =>
        writeFile(
          join(root, 'depth/0001.npy'),
          depth((d) => d.fill(0)),
        ),
      /depth\/0001\.npy.*no pixel has a known depth/,
    ],
    'labels in colour': [
      async () => cp(join(root, 'images/0001.jpg'), join(root, 'segmentation/0001.png')),
      /segmentation\/0001\.png.*is not a PNG image/,
    ],
    'normals with one channel': [
      () => cp(join(root, 'depth/0001.npy'), join(root, 'normals/0001.npy')),
      /normals\/0001\.npy.*the wrong number of channels: expected 3, got 1/,
    ],
    'an edge map of other numbers': [
      () => cp(join(root, 'depth/0001.npy'), join(root, 'edge/0001.npy')),
      /edge\/0001\.npy.*other than 0, 1 and 255/,
    ],
    'a cut image': [
      async () =>
        writeFile(
          join(root, 'images/0001.jpg'),
          (await readFile(join(root, 'images/0001.jpg'))).subarray(0, 500),
        ),
      /images\/0001\.jpg.*broken or cut off/,
    ],
  };

  it.each(Object.keys(faults))('with %s is refused by file name', async (name) => {
    const [spoil, message] = faults[name]!;
    await spoil();
    const set = await openNyud(root, { split: 'train' });
    await expect(read(set, 0)).rejects.toThrow(message);
    const problems = await checkNyud(root);
    expect(problems.length).toBe(1);
    expect(`${problems[0]!.file}: ${problems[0]!.problem}. ${problems[0]!.hint}`).toMatch(message);
    expect(problems[0]!.severity).toBe('error');
  });

  it('with a missing map is refused on opening, with the line that refers to it', async () => {
    await rm(join(root, 'normals/0002.npy'));
    await expect(openNyud(root, { split: 'train' })).rejects.toThrow(FormatError);
    await expect(openNyud(root, { split: 'train' })).rejects.toThrow(
      /gt_sets\/train\.txt, line 2: names '0002', whose normals .*normals\/0002\.npy is missing/,
    );
    expect((await openNyud(root, { split: 'train', keys: ['depth'] })).length).toBe(2);
    await rm(join(root, 'edge'), { recursive: true });
    await expect(openNyud(root, { split: 'val' })).rejects.toThrow(/edge: the folder is missing/);
  });

  it('has all its faults reported in one pass', async () => {
    for (const name of ['depth in millimetres', 'labels all ignored', 'a cut image'])
      await faults[name]![0]();
    await writeFile(join(root, 'gt_sets/val.txt'), '0005\n../0001\n0005\n0009\n');
    const problems = await checkNyud(root);
    expect(problems.map(({ code }) => code).sort()).toEqual(
      [
        'broken-image',
        'broken-map',
        'uniform-map',
        'duplicate',
        'malformed-line',
        'missing-image',
        ...new Array(4).fill('missing-map'),
      ].sort(),
    );
    expect(problems.find(({ code }) => code === 'malformed-line')).toMatchObject({ line: 2 });
    const seen: number[] = [];
    expect(await checkNyud(join(fixtures, 'rcm'), {}, (done) => seen.push(done))).toEqual([]);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('of neither packaging is refused', async () => {
    await rm(join(root, 'segmentation'), { recursive: true });
    await cp(join(fixtures, 'rcm/segmentation'), join(root, 'segmentation'), { recursive: true });
    await expect(openNyud(root, { split: 'train' })).rejects.toThrow(
      /not a supported packaging of NYUD.*got edge\/ \.npy, segmentation\/ \.mat/,
    );
    expect((await checkNyud(root)).length).toBe(1);
    await expect(openNyud(join(folder, 'none'), { split: 'train', packaging: 'rcm' })).rejects.toThrow();
  });

  it('that loses a file after opening is reported by that file’s name', async () => {
    const set = await openNyud(root, { split: 'train' });
    await rm(join(root, 'depth/0001.npy'));
    const loader = createBatchLoader({
      dataset: set,
      batchSize: 1,
      transforms: denseEvaluation(),
      workers: 0,
    });
    const reading = (async () => {
      for await (const batch of loader.batches(0)) expect(batch.shape[0]).toBe(1);
    })();
    await expect(reading).rejects.toThrow(StorageError);
    await expect(reading).rejects.toThrow(/depth\/0001\.npy: the file is missing/);
  });
});
