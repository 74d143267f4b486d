import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ftn, tinyRooms } from '../testing/commands.js';

const samples = '../../../../packages/datasets/src/nyud/__fixtures__/';
const sample = (name: string) => fileURLToPath(new URL(samples + name, import.meta.url));
/** Height and width of the samples' images. */
const [height, width] = [12, 16];

let scratch: string;
let root: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-bad-maps-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));
afterEach(() => rm(root, { recursive: true, force: true }));

/** Trains tasks on the data, and checks it: both must end with 3 and say the same. */
async function refusals(spec: string): Promise<{ trained: string; checked: string }> {
  // Edges are not measured on images as small as these.
  const tasks = ['semseg', 'normals', 'depth'].flatMap((task) => ['--task', task]);
  const words = ['train', '--recipe', tinyRooms, '--data', spec, '--method', 'feature-extractor', '--joint'];
  const small = ['--set', `input.size=[${height}, ${width}]`, '--epochs', '1', '--out', join(root, 'run')];
  const trained = await ftn(...words, ...tasks, ...small, '--workers', '0');
  const checked = await ftn('data', 'check', spec);
  expect([trained.code, checked.code], trained.err + checked.err).toEqual([3, 3]);
  const failures = trained.err.split('\n').filter((line) => line.startsWith('ftn: '));
  expect(failures, trained.err).toHaveLength(1);
  expect(trained.err).toContain(`'ftn data check ${spec}' lists everything`);
  expect(trained.err).not.toMatch(/^\s+at /m);
  return { trained: failures[0]!, checked: checked.out };
}

/** A .npy file of float32 for the samples' size, or another. */
function npy(depthAt: (pixel: number) => number, [rows, columns] = [height, width]): Buffer {
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const text = `${head.padEnd(117, ' ')}\n`;
  const values = Float32Array.from({ length: rows! * columns! }, (_, pixel) => depthAt(pixel));
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  return Buffer.concat([start, Buffer.from(text, 'latin1'), Buffer.from(values.buffer)]);
}

/** A grey PNG of the samples' size that is 255 everywhere: to be ignored. */
function blankLabels(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  // Every row begins with its filter, 0.
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(width, 255)]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

describe('faulty maps of a prepared NYUD packaging, in train and in data check', () => {
  beforeEach(async () => {
    root = join(scratch, 'nyud');
    await cp(sample('vandenhende'), root, { recursive: true });
  });

  const depth = (depthAt: (pixel: number) => number, size?: [number, number]) => () =>
    writeFile(join(root, 'depth', '0001.npy'), npy(depthAt, size));
  const faults: Readonly<
    Record<string, readonly [spoil: () => Promise<unknown>, file: string, said: RegExp]>
  > = {
    'a map of another size than its image': [
      depth(() => 2, [11, 16]),
      'depth/0001.npy',
      /differs in size from its image: expected 12 × 16, got 11 × 16/,
    ],
    'depth in millimetres': [depth(() => 2400), 'depth/0001.npy', /not in metres.*look like millimetres/],
    'depth that is NaN': [
      depth((pixel) => (pixel === 7 ? Number.NaN : 2)),
      'depth/0001.npy',
      /non-finite number \(pixel 7\): got NaN/,
    ],
    'labels that are all ignored': [
      () => writeFile(join(root, 'segmentation', '0001.png'), blankLabels()),
      'segmentation/0001.png',
      /every pixel of the label map is ignored/,
    ],
    'a map that is missing': [
      () => rm(join(root, 'normals', '0001.npy')),
      'gt_sets/train.txt',
      /names '0001', whose normals .* is missing/,
    ],
    'a kind of maps that is missing': [
      () => rm(join(root, 'normals'), { recursive: true }),
      'normals',
      /the folder is missing/,
    ],
    'an image that is cut off': [
      () => truncate(join(root, 'images', '0001.jpg'), 500),
      'images/0001.jpg',
      /broken or cut off/,
    ],
  };

  it.each(Object.keys(faults))('reports %s', async (name) => {
    const [spoil, file, said] = faults[name]!;
    await spoil();
    const { trained, checked } = await refusals(`nyud:${root}`);
    expect(trained).toContain(join(root, file));
    expect(trained).toMatch(said);
    expect(checked).toContain(file);
    expect(checked).toMatch(said);
  });

  it('images on which edges cannot be measured, before the first step', async () => {
    const words = ['train', '--recipe', tinyRooms, '--data', `nyud:${root}`, '--method', 'feature-extractor'];
    const small = ['--set', `input.size=[${height}, ${width}]`, '--epochs', '1', '--out', join(root, 'run')];
    const { code, err } = await ftn(...words, '--task', 'depth', '--task', 'edge', ...small);
    expect(code, err).toBe(3);
    expect(err).toContain('an edge map is too small for its protocol');
    expect(err).toContain('12 × 16, where maxDist 0.011 is 0.220 pixels');
    // Neither is what comes before it trained.
    expect(existsSync(join(root, 'run'))).toBe(false);
  });

  it('opens only the maps of the requested tasks', async () => {
    await rm(join(root, 'normals'), { recursive: true });
    await rm(join(root, 'edge'), { recursive: true });
    const words = ['train', '--recipe', tinyRooms, '--data', `nyud:${root}`, '--task', 'depth'];
    const small = ['--set', `input.size=[${height}, ${width}]`, '--epochs', '1', '--out', join(root, 'run')];
    const { code, err } = await ftn(...words, '--method', 'feature-extractor', ...small, '--workers', '0');
    expect(code, err).toBe(0);
    expect(err).toContain('depth: as published in the Vandenhende packaging');
  });
});

describe('a faulty NYUD file in its original format', () => {
  beforeEach(async () => {
    root = join(scratch, 'labeled');
    await cp(sample('labeled'), root, { recursive: true });
  });

  it('is refused when it is cut off', async () => {
    const file = join(root, 'nyu_depth_v2_labeled.mat');
    const { length } = await readFile(file);
    await truncate(file, Math.floor(length / 2));
    const { trained, checked } = await refusals(`nyud:${root}`);
    expect(trained).toContain(file);
    expect(checked).toContain('nyu_depth_v2_labeled.mat');
    expect(trained).toMatch(/cut|truncat|ends|beyond|short/i);
  });

  it('is refused when the list of its splits is missing', async () => {
    await rm(join(root, 'splits.mat'));
    const { code, err } = await ftn('train', '--data', `nyud:${root}`, '--task', 'depth', '--method', 'ftn');
    expect([code, err]).toEqual([4, expect.stringContaining(join(root, 'splits.mat'))]);
  });
});

it('refuses an NYUD folder that does not exist', async () => {
  root = join(scratch, 'nowhere');
  const { code, err } = await ftn('train', '--data', `nyud:${root}`, '--task', 'depth', '--method', 'ftn');
  expect([code, err]).toEqual([expect.any(Number), expect.stringContaining(root)]);
  expect([3, 4]).toContain(code);
});
