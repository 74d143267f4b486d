import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DenseDataset } from '../dense/dense-dataset.js';
import { readMap } from '../dense/maps/read-map.js';
import { readDenseSource } from '../dense/read-dense-source.js';
import expected from './__fixtures__/expected.json' with { type: 'json' };
import { checkNyud } from './check-nyud.js';
import { openNyud } from './open-nyud.js';

const read = (set: DenseDataset, i: number) => readDenseSource(set.sample(i), set.keys);

describe('a photograph and its maps', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ftn-nyud-maps-'));
    await cp(fileURLToPath(new URL('__fixtures__/vandenhende', import.meta.url)), root, { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  /** A .npy file of float32. */
  const npy = (values: Float32Array, shape: string) => {
    const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
    const text = `${head.padEnd(117, ' ')}\n`;
    const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
    return Buffer.concat([start, Buffer.from(text, 'latin1'), Buffer.from(values.buffer)]);
  };
  it('is read as stored where a photograph has an EXIF orientation, and the check reports it', async () => {
    const plain = await read(await openNyud(root, { split: 'train' }), 0);
    const path = join(root, 'images/0001.jpg');
    const turned = await sharp(plain.image, { raw: { width: 16, height: 12, channels: 3 } })
      .png()
      .withMetadata({ orientation: 3 })
      .toBuffer();
    await writeFile(path, turned);
    expect([...(await read(await openNyud(root, { split: 'train' }), 0)).image]).toEqual([...plain.image]);
    const problems = await checkNyud(root);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'orientation', file: path }]);
    expect(problems[0]!.problem).toMatch(
      /EXIF orientation 3, which is not followed: maps belong to the pixels/,
    );
  });

  it('has edges coded by their numbers, whatever file they are in', async () => {
    const lines = expected.vandenhende['0001'].edge;
    const stored = (one: number, ignored: number) =>
      lines.map((edge, p) => (p === 5 ? ignored : edge === 1 ? one : 0));
    const asPng = (values: number[]) =>
      sharp(Uint8Array.from(values), { raw: { width: 16, height: 12, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer();
    const edgesOf = async (name: string, bytes: Uint8Array) => {
      const file = join(root, 'edge', name);
      await writeFile(file, bytes);
      return [...(await readMap('edge', { path: file })).data];
    };
    for (const [one, ignored, wanted] of [
      [1, 0, 0],
      [255, 0, 0],
      [1, 255, 255],
    ] as const) {
      const values = stored(one, ignored);
      const right = stored(1, wanted);
      expect(await edgesOf('a.npy', npy(Float32Array.from(values), '12, 16')), `${one}, ${ignored}`).toEqual(
        right,
      );
      expect(await edgesOf('a.png', await asPng(values)), `${one}, ${ignored}`).toEqual(right);
    }
    // Grey values, as a scaled picture has them.
    expect(await edgesOf('a.png', await asPng(stored(200, 90)))).toEqual(stored(1, 0));
  });
});
