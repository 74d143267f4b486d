import { mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, UsageError } from '@ftn/errors';
import { encodeNpy } from '@ftn/formats';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readDenseSource } from '../dense/read-dense-source.js';
import { checkMaps } from './check-maps.js';
import { openMaps } from './open-maps.js';

const [width, height] = [6, 4];
const pixels = width * height;
const made: string[] = [];
let root: string;
const at = (...parts: string[]) => join(root, ...parts);
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

const numbers = (value: (pixel: number) => number) => Array.from({ length: pixels }, (_, p) => value(p));

const grey = (data: Uint8Array) =>
  sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
const deep = (data: Uint16Array) =>
  sharp(data as unknown as Buffer, { raw: { width, height, channels: 1, depth: 'ushort' } as never })
    .toColourspace('grey16')
    .png()
    .toBuffer();
const colours = (rgb: number[][]) =>
  sharp(Uint8Array.from(rgb.flat()), { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();

const settings = {
  labels: ['floor', { name: 'wall', color: '#102030' }, { name: 'chair', color: '#ff0000' }],
  depth: { unitsPerMetre: 5000 },
  source: 'our office, 2026',
};

/** Ten images with labels (numbers, and of one image colours), depth (16 bits, and of one .npy), normals and edges. */
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ftn-maps-'));
  made.push(folder);
  root = join(folder, 'office');
  for (const part of ['images', 'labels', 'depth', 'normals', 'edges'])
    await mkdir(at(part), { recursive: true });
  for (let i = 0; i < 10; i++) {
    await writeFile(
      at('images', `room-${i}.png`),
      await colours(numbers((p) => p + i).map((v) => [v, 7, 9])),
    );
    await writeFile(at('labels', `room-${i}.png`), await grey(Uint8Array.from(numbers((p) => (p + i) % 3))));
    await writeFile(at('depth', `room-${i}.png`), await deep(Uint16Array.from(numbers((p) => 1000 * p + i))));
    const up = numbers(() => 0).flatMap(() => [0, 0, 1]);
    await writeFile(
      at('normals', `room-${i}.npy`),
      encodeNpy({ shape: [height, width, 3], data: Float32Array.from(up) }),
    );
    await writeFile(
      at('edges', `room-${i}.png`),
      await grey(Uint8Array.from(numbers((p) => (p % 5 === 0 ? 255 : 0)))),
    );
  }
  await writeFile(at('maps.json'), JSON.stringify(settings));
  await writeFile(at('test.txt'), 'room-3\nroom-7.png\n');
});

describe('openMaps', () => {
  it('reads images with their maps, labels by name, depth in metres', async () => {
    const rgb = { 0: [0, 0, 0], 1: [0x10, 0x20, 0x30], 2: [0xff, 0, 0] } as Record<number, number[]>;
    await writeFile(
      at('labels', 'room-0.png'),
      await colours(numbers((p) => p % 3).map((label) => rgb[label]!)),
    );
    await unlink(at('depth', 'room-0.png'));
    const metres = Float32Array.from(numbers((p) => p / 4));
    await writeFile(at('depth', 'room-0.npy'), encodeNpy({ shape: [height, width], data: metres }));
    const { train, val, test } = await openMaps(root, { name: 'office' });
    expect([train.length, val, test.length]).toEqual([8, undefined, 2]);
    expect(train.classes).toEqual(['floor', 'wall', 'chair']);
    expect(train.colors).toEqual([null, [16, 32, 48], [255, 0, 0]]);
    expect(train.origins.depth).toBe('depth/ of the data (our office, 2026)');
    const first = await readDenseSource(train.sample(0), train.keys);
    // Black is no label's colour here, and ignored.
    expect([...first.labels!.slice(0, 6)]).toEqual([255, 1, 2, 255, 1, 2]);
    expect(first.depth).toEqual(metres);
    const second = await readDenseSource(train.sample(1), train.keys);
    expect([...second.labels!.slice(0, 4)]).toEqual([1, 2, 0, 1]);
    expect([...second.depth!.slice(0, 3)]).toEqual([1, 1001, 2001].map((v) => Math.fround(v / 5000)));
    expect([...second.normals!.slice(0, 3)]).toEqual([0, 0, 1]);
    expect([...second.edge!.slice(0, 6)]).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it('needs the maps of what is learned alone', async () => {
    await rm(at('edges'), { recursive: true });
    await unlink(at('labels', 'room-2.png'));
    const { train } = await openMaps(root, { name: 'office', keys: ['depth'] });
    expect([train.keys, train.length]).toEqual([['depth'], 8]);
    await expect(openMaps(root, { name: 'office', keys: ['edge'] })).rejects.toThrow(
      /there is no folder 'edges': expected beside images\/ a folder edges\/ with a map of each image, got images\/, labels\/, normals\/, depth\/. Add it, or choose other `tasks`/,
    );
    await expect(openMaps(root, { name: 'office' })).rejects.toThrow(
      /labels\/room-2\.png: the map of 'room-2\.png' is missing/,
    );
    expect(await checkMaps(root, ['depth', 'normals'])).toEqual([]);
  });

  it('follows lists, or tests a seeded share where there are none', async () => {
    await writeFile(at('val.txt'), 'room-1\n');
    const listed = await openMaps(root, { name: 'office' });
    expect([listed.train.length, listed.val!.length, listed.test.length]).toEqual([7, 1, 2]);
    const test = { fraction: 0.3, seed: 4 };
    await expect(openMaps(root, { name: 'office', test })).rejects.toThrow(UsageError);
    await rm(at('test.txt'));
    await rm(at('val.txt'));
    await expect(openMaps(root, { name: 'office' })).rejects.toThrow(/add `testFraction: 0\.2`/);
    const imagesOf = async (seed: number) => {
      const { test: tested } = await openMaps(root, { name: 'office', test: { ...test, seed } });
      return Array.from({ length: tested.length }, (_, i) => (tested.sample(i) as { image: string }).image);
    };
    expect(await imagesOf(4)).toHaveLength(3);
    expect(await imagesOf(4)).toEqual(await imagesOf(4));
    const others = await Promise.all([5, 6, 7].map(imagesOf));
    expect(others.some((other) => other.join() !== others[0]!.join())).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['no list of names', { labels: {} }, /the labels are not a list of 1 to 255 names/],
    ['a name twice', { labels: ['a', 'a'] }, /two labels are called 'a'/],
    ['a colour that is none', { labels: [{ name: 'a', color: 'red' }] }, /not of the form '#rrggbb'/],
    [
      'a colour twice',
      { labels: ['a', 'b'].map((name) => ({ name, color: '#000001' })) },
      /two labels have the colour 0,0,1/,
    ],
    [
      'a scale of nothing',
      { labels: ['a'], depth: { unitsPerMetre: 0 } },
      /not a number of units for a metre/,
    ],
    ['another setting', { labels: ['a'], classes: 3 }, /unknown setting 'classes'/],
    ['no names', { source: 'x' }, /the labels have no names/],
  ])('refuses settings with %s', async (_, given, message) => {
    await writeFile(at('maps.json'), JSON.stringify(given));
    await expect(openMaps(root, { name: 'office' })).rejects.toThrow(message);
    await expect(openMaps(root, { name: 'office' })).rejects.toThrow(FormatError);
  });
});

describe('checkMaps', () => {
  it('finds everything in one pass, with file and line', async () => {
    expect(await checkMaps(root)).toEqual([]);
    await writeFile(at('test.txt'), 'room-3\nroom-33\n../room-1\nroom-3\n');
    await writeFile(at('train.txt'), 'room-3\nroom-4\n');
    await unlink(at('depth', 'room-9.png'));
    await writeFile(at('labels', 'room-5.png'), await grey(Uint8Array.from(numbers((p) => p % 5))));
    await writeFile(at('edges', 'room-6.png'), 'no picture');
    await writeFile(at('labels', 'room-8.png'), await colours(numbers((p) => p).map(() => [1, 2, 3])));
    const found = (await checkMaps(root)).map(
      ({ code, file, line }) => `${code} ${file.slice(root.length + 1)}${line ? `:${line}` : ''}`,
    );
    expect(found.sort()).toEqual(
      [
        'broken-map edges/room-6.png',
        'broken-map labels/room-5.png',
        'broken-map labels/room-8.png',
        'duplicate test.txt:4',
        'leak test.txt',
        'malformed-line test.txt:3',
        'missing-image test.txt:2',
        'missing-map depth/room-9.png',
      ].sort(),
    );
  });
});
