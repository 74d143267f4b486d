import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FormatError, FtnError, MismatchError, StorageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIdx } from './open-idx.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ftn-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An IDX file as LeCun's page describes it. */
function idx(shape: number[], data: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  for (const [i, n] of shape.entries()) header.writeUInt32BE(n, 4 + 4 * i);
  return Buffer.concat([header, Uint8Array.from(data)]);
}

const images = idx(
  [4, 2, 3],
  Array.from({ length: 24 }, (_, i) => i * 10),
);
const labels = idx([4], [2, 0, 1, 2]);

let written = 0;
async function write(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${written++}.idx`);
  await writeFile(path, bytes);
  return path;
}

const open = async (a: Uint8Array, b: Uint8Array) => openIdx(await write(a), await write(b));

describe('openIdx', () => {
  it.each([
    ['plain', images, labels],
    ['gzipped', gzipSync(images), gzipSync(labels)],
  ])('reads %s files', async (_, a, b) => {
    const set = await open(a, b);
    expect([set.length, set.classes]).toEqual([4, ['0', '1', '2']]);
    expect([0, 1, 2, 3].map((i) => set.label(i))).toEqual([2, 0, 1, 2]);
    expect(set.image(3)).toMatchObject({ kind: 'pixels', width: 3, height: 2, channels: 1 });
    const image = set.image(3);
    expect(image.kind === 'pixels' && [...image.data]).toEqual([180, 190, 200, 210, 220, 230]);
  });

  it('names labels counted from 1 by their numbers, without an empty class 0', async () => {
    const train = await open(images, idx([4], [3, 1, 2, 3]));
    expect(train.classes).toEqual(['1', '2', '3']);
    expect([0, 1, 2, 3].map((i) => train.classes[train.label(i)])).toEqual(['3', '1', '2', '3']);
    const test = await openIdx(await write(images), await write(idx([4], [1, 1, 2, 2])), {
      classes: train.classes,
    });
    expect([0, 1, 2, 3].map((i) => test.classes[test.label(i)])).toEqual(['1', '1', '2', '2']);
    await expect(
      openIdx(await write(images), await write(idx([4], [0, 1, 2, 3])), { classes: train.classes }),
    ).rejects.toThrow(/label 0 of image 0 does not name a class: expected 1 to 3/);
  });

  it.each<[string, Buffer, Buffer, number, RegExp]>([
    [
      'cut data',
      images.subarray(0, 30),
      labels,
      30,
      /cut off: expected 4 × 2 × 3 = 24 bytes of data, got 14/,
    ],
    ['a cut header', images.subarray(0, 9), labels, 9, /header is cut off/],
    ['an empty file', Buffer.alloc(0), labels, 0, /header is cut off/],
    ['swapped files', labels, images, 0, /expected magic number 0x00000803.*got 0x00000801.*swapped/],
    ['bytes behind the data', Buffer.concat([images, Buffer.alloc(2)]), labels, 40, /bytes follow/],
    ['a huge declared shape', idx([0xffffffff, 0xffffffff, 0xffffffff], [1, 2, 3]), labels, 19, /cut off/],
  ])('refuses %s with its offset', async (_, a, b, offset, message) => {
    const error = await open(a, b).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).details.offset).toBe(offset);
    expect((error as Error).message).toMatch(message);
  });

  it('refuses labels that do not match the images, labels without a class, and files without images', async () => {
    await expect(open(images, idx([3], [0, 1, 2]))).rejects.toThrow(MismatchError);
    const paths = [await write(images), await write(labels)] as const;
    await expect(openIdx(...paths, { classes: ['a', 'b'] })).rejects.toThrow(
      /byte 8: label 2 of image 0 does not name a class: expected 0 to 1/,
    );
    await expect(open(idx([0, 2, 3], []), idx([0], []))).rejects.toThrow(/holds no images/);
    await expect(openIdx(join(folder, 'none'), paths[1])).rejects.toThrow(StorageError);
    await expect(open(gzipSync(images).subarray(0, 30), labels)).rejects.toThrow(
      /gzip data is broken or cut off/,
    );
  });

  it('decodes 400 damaged files whole or with a named error', async () => {
    const good = [images, gzipSync(images)];
    const label = await write(labels);
    const path = join(folder, 'mutant.idx');
    for (let i = 0; i < 400; i++) {
      const random = new RandomStream('idx mutants', i);
      const bytes = Buffer.from(good[i % 2]!);
      for (let k = 0; k <= random.integer(3); k++) bytes[random.integer(bytes.length)] = random.integer(256);
      await writeFile(path, random.chance(0.3) ? bytes.subarray(0, random.integer(bytes.length)) : bytes);
      const result = await openIdx(path, label).catch((e: unknown) => e);
      if (FtnError.isInstance(result)) expect(result.details.file).toBeTruthy();
      else expect(result).toMatchObject({ length: 4 });
    }
  });
});
