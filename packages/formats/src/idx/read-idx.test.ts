import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FormatError } from '@ftn/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdx } from './read-idx.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two images of 2 × 3 bytes. */
const images = Uint8Array.of(
  0,
  0,
  8,
  3,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  2,
  0,
  0,
  0,
  3,
  ...Array.from({ length: 12 }, (_, i) => i),
);

async function read(bytes: Uint8Array, dimensions = 3) {
  const file = join(folder, 'x-idx3-ubyte');
  await writeFile(file, bytes);
  return readIdx(file, dimensions);
}

describe('readIdx', () => {
  it('reads bytes in their shape, packed by gzip or not', async () => {
    for (const bytes of [images, gzipSync(images)]) {
      const { shape, data } = await read(bytes);
      expect([...shape]).toEqual([2, 2, 3]);
      expect([...data]).toEqual(Array.from({ length: 12 }, (_, i) => i));
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['labels in the place of images', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0), /not an IDX file of this kind/],
    [
      'numbers of another type',
      Uint8Array.from([0, 0, 0xd, 3, ...images.slice(4)]),
      /not an IDX file of this kind/,
    ],
    ['a header that is cut', images.slice(0, 10), /header is cut off/],
    ['fewer bytes than it says', images.slice(0, -1), /x-idx3-ubyte/],
    ['more bytes than it says', Uint8Array.of(...images, 0), /x-idx3-ubyte/],
    ['nothing', new Uint8Array(), /x-idx3-ubyte/],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
    await expect(read(bytes)).rejects.toThrow(FormatError);
  });
});
