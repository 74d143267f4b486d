import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FormatError } from '@ftn/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBatchLoader } from '../loader/batch-loader.js';
import { generatorInput } from '../transforms/presets.js';
import { transientAttributeNames } from './attributes.js';
import { checkTransientAttributes } from './check-transient-attributes.js';
import { openTransientAttributes } from './open-transient-attributes.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-transient-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Cells = Partial<Record<(typeof transientAttributeNames)[number], readonly [number, number]>>;

/** A row as the published table has it: the path and 40 cells of score and confidence. */
const row = (image: string, cells: Cells) =>
  [image, ...transientAttributeNames.map((name) => (cells[name] ?? [0.1, 0.5]).join(','))].join('\t');

const day = { daylight: [0.95, 0.9], night: [0.02, 0.9] } as const;
const rows: readonly (readonly [string, Cells])[] = [
  ['00000064/1.jpg', { ...day, summer: [0.9, 0.8] }],
  ['00000064/2.jpg', { ...day, winter: [0.97, 0.9], autumn: [0.3, 1] }],
  ['90000001/1.jpg', { ...day, spring: [0.6, 0.2] }],
  ['90000001/2.jpg', { ...day, autumn: [0.55, 0.7], spring: [0.55, 0.6] }],
  ['90000001/3.jpg', { daylight: [0.1, 0.9], night: [0.9, 0.9], summer: [1, 1] }],
  ['90000001/3b.jpg', { daylight: [0.6, 0.9], night: [0.7, 0.9], summer: [1, 1] }],
  ['90000001/4.jpg', { ...day, winter: [0.4, 0.3] }],
];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(folder, 'set-'));
  for (const [i, [image]] of rows.entries()) {
    const path = join(root, 'imageAlignedLD', image);
    await mkdir(dirname(path), { recursive: true });
    const background = { r: 255, g: 128, b: 2 * i };
    const picture = sharp({ create: { width: 40, height: 30, channels: 3, background } });
    await writeFile(path, await picture.jpeg({ quality: 100 }).toBuffer());
  }
  await write(rows.map(([image, cells]) => row(image, cells)));
});

async function write(lines: readonly string[]): Promise<void> {
  await mkdir(join(root, 'annotations'), { recursive: true });
  await writeFile(join(root, 'annotations/annotations.tsv'), `${lines.join('\n')}\n`);
}

describe('openTransientAttributes', () => {
  it('reads the 40 attributes in their order', () => {
    expect(transientAttributeNames.length).toBe(40);
    const at = (name: (typeof transientAttributeNames)[number]) => transientAttributeNames.indexOf(name);
    expect([at('daylight'), at('night'), at('spring'), at('summer'), at('autumn'), at('winter')]).toEqual([
      1, 2, 15, 16, 17, 18,
    ]);
  });

  it('sorts daytime images by their highest season and counts them beside the published counts', async () => {
    const { seasons, counts, night, unsure } = await openTransientAttributes(root);
    expect(counts).toEqual([
      { season: 'spring', images: 1, published: 1405 },
      { season: 'summer', images: 1, published: 1875 },
      { season: 'autumn', images: 1, published: 1353 },
      { season: 'winter', images: 2, published: 2566 },
    ]);
    expect([night, unsure]).toEqual([2, 0]);
    expect(seasons.winter.classes).toEqual(['00000064', '90000001']);
    expect([seasons.winter.label(0), seasons.winter.label(1)]).toEqual([0, 1]);
    // Two seasons score alike: the surer one.
    expect(seasons.autumn.image(0)).toMatchObject({ path: join(root, 'imageAlignedLD/90000001/2.jpg') });
  });

  it('applies thresholds on score, confidence and daylight', async () => {
    const images = async (options: object) => {
      const { counts, night, unsure } = await openTransientAttributes(root, options);
      return [...counts.map((count) => count.images), night, unsure];
    };
    expect(await images({ minScore: 0.5 })).toEqual([1, 1, 1, 1, 2, 1]);
    expect(await images({ minConfidence: 0.5 })).toEqual([0, 1, 1, 1, 2, 2]);
    expect(await images({ minDaylight: 0.99 })).toEqual([0, 0, 0, 0, 7, 0]);
  });

  it('gives 128 × 128 images in [−1, 1]', async () => {
    const { seasons } = await openTransientAttributes(root);
    const loader = createBatchLoader({
      dataset: seasons.winter,
      batchSize: 2,
      transforms: generatorInput(),
      workers: 0,
    });
    for await (const { images, shape } of loader.batches(0)) {
      expect(shape).toEqual([2, 128, 128, 3]);
      expect([images[0], images[1], images[2]].map((v) => Math.round(v! * 10 + 10))).toEqual([20, 10, 0]);
    }
  });

  it.each<[string, (good: string) => string, RegExp]>([
    [
      'a column too few',
      (good) => good.slice(0, good.lastIndexOf('\t')),
      /the row has 39 attributes: expected 40/,
    ],
    [
      'a cell without confidence',
      (good) => good.replace('0.95,0.9', '0.95'),
      /the cell of 'daylight' is '0\.95'/,
    ],
    ['words', (good) => good.replace('0.95,0.9', 'yes,no'), /the cell of 'daylight' is 'yes,no'/],
    ['an empty number', (good) => good.replace('0.95,0.9', ',0.9'), /the cell of 'daylight'/],
    [
      'a score beyond 1',
      (good) => good.replace('0.95,0.9', '95,0.9'),
      /'daylight' is out of range.*got 95,0\.9/,
    ],
    [
      'a path that leads out',
      (good) => good.replace('00000064', '..'),
      /the path|the image's path '\.\.\/2\.jpg' holds/,
    ],
    ['no camera', (good) => good.replace('00000064/', ''), /is not 'camera\/image'/],
  ])('refuses %s with file and line', async (_, spoil, message) => {
    const lines = rows.map(([image, cells]) => row(image, cells));
    lines[1] = spoil(lines[1]!);
    await write(lines);
    await expect(openTransientAttributes(root)).rejects.toThrow(FormatError);
    await expect(openTransientAttributes(root)).rejects.toThrow(message);
    await expect(openTransientAttributes(root)).rejects.toThrow(/annotations\.tsv, line 2: /);
  });

  it('reports every fault in one pass', async () => {
    const lines = rows.map(([image, cells]) => row(image, cells));
    lines[0] = 'nothing';
    await write([...lines, lines[2]!, row('90000001/9.jpg', day)]);
    await writeFile(join(root, 'imageAlignedLD/00000064/2.jpg'), 'no picture');
    const problems = await checkTransientAttributes(root);
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['malformed-line', 1],
      ['duplicate', 8],
      ['missing-image', 9],
      expect.arrayContaining(['broken-image']),
    ]);
    expect(await checkTransientAttributes(join(root, 'nowhere'))).toMatchObject([{ code: 'missing-file' }]);
    await expect(openTransientAttributes(join(root, 'nowhere'))).rejects.toThrow(
      /annotations\.tsv: the file is missing/,
    );
  });
});
