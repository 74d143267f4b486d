import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, StorageError } from '@ftn/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DenseDataset } from '../dense/dense-dataset.js';
import type { MapFile } from '../dense/maps/map-file.js';
import { openImageFolder } from '../folders/open-image-folder.js';
import { openFileHashes } from './file-hashes.js';
import { hashFolder, hashImages, hashMaps } from './hash-dataset.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-identity-'));
});
afterEach(() => rm(root, { recursive: true }));

async function create(path: string, bytes: string): Promise<string> {
  const file = join(root, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, bytes);
  return file;
}

const imagesOf = async (folder: string) =>
  hashImages(await openImageFolder(join(root, folder)), await openFileHashes());

describe('hashImages and hashFolder', () => {
  it('identify a set by its content, not by its location', async () => {
    for (const site of ['one/photos', 'two/pictures', 'other/photos']) {
      await create(`${site}/cat/1.png`, 'aaaa');
      await create(`${site}/dog/1.png`, site.startsWith('other') ? 'bbbc' : 'bbbb');
    }
    const [one, two, other] = [
      await imagesOf('one/photos'),
      await imagesOf('two/pictures'),
      await imagesOf('other/photos'),
    ];
    expect(two).toBe(one);
    // As large, under the same names, and not the same.
    expect(other).not.toBe(one);
    const folder = async (name: string) => hashFolder(join(root, name), await openFileHashes());
    expect(await folder('two/pictures')).toBe(await folder('one/photos'));
    expect(await folder('other/photos')).not.toBe(await folder('one/photos'));
    await rename(join(root, 'two/pictures/dog/1.png'), join(root, 'two/pictures/dog/2.png'));
    expect(await imagesOf('two/pictures')).toBe(one);
    const renamed = await folder('two/pictures');
    expect(renamed).not.toBe(await folder('one/photos'));
    // A circle of links has an end.
    await symlink(join(root, 'two'), join(root, 'two/pictures/around'));
    expect(await folder('two/pictures')).toBe(renamed);
  });
});

describe('hashMaps', () => {
  it('identifies images by their maps and by how these are read', async () => {
    const [image, depth] = [await create('1.jpg', 'image'), await create('1.npy', 'depth')];
    const labels = await create('1.png', 'labels');
    const set = (map: Partial<MapFile> = {}): DenseDataset => ({
      name: 'rooms',
      classes: ['wall'],
      keys: ['labels', 'depth'],
      origins: {},
      length: 1,
      sample: () => ({
        kind: 'files',
        image,
        maps: { depth: { path: depth }, labels: { path: labels, ...map } },
      }),
    });
    const hash = async (keys: DenseDataset['keys'], map?: Partial<MapFile>) =>
      hashMaps(set(map), keys, await openFileHashes());
    const both = await hash(['depth', 'labels']);
    expect(await hash(['labels', 'depth'])).toBe(both);
    expect(await hash(['depth'])).not.toBe(both);
    expect(await hash(['depth', 'labels'], { zeroIsUnlabelled: true })).not.toBe(both);
    await writeFile(depth, 'metre');
    expect(await hash(['depth', 'labels'])).not.toBe(both);
  });
});

describe('openFileHashes', () => {
  const past = new Date(Date.now() - 60_000);

  /** Times lie in the past, as of a file that was not written just now; the change of status cannot be set. */
  const old = async (file: string) => {
    await utimes(file, past, past);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
  };

  it('hashes a file once, and again when its size or times change', async () => {
    const file = await create('a.png', 'aaaa');
    await old(file);
    const cache = join(root, 'kept', 'hashes');
    const first = await openFileHashes(cache);
    const hash = await first.of(file);
    await first.save();
    // A cache that says otherwise is believed: the file is not read.
    const lie = 'f'.repeat(64);
    await writeFile(cache, (await readFile(cache, 'utf8')).replace(hash, lie));
    expect(await (await openFileHashes(cache)).of(file)).toBe(lie);
    // As large and with its old time again: the time of the change of status gives it away.
    await writeFile(file, 'aaab');
    await utimes(file, past, past);
    expect((await stat(file)).size).toBe(4);
    const again = await (await openFileHashes(cache)).of(file);
    expect([again === lie, again === hash]).toEqual([false, false]);
  });

  it('caches nothing of a file that has just changed, and survives a broken cache', async () => {
    const file = await create('a.png', 'aaaa');
    const cache = join(root, 'hashes');
    await writeFile(cache, 'not JSON\n["too", "short"]\n');
    const hashes = await openFileHashes(cache);
    const hash = await hashes.of(file);
    await hashes.save();
    expect(await readFile(cache, 'utf8')).toBe('');
    await appendFile(cache, `${JSON.stringify([file, 1, 2, 3, 4])}\n`);
    expect(await (await openFileHashes(cache)).of(file)).toBe(hash);
    expect(hash).toBe('61be55a8e2f6b4e172338bddf184d6dbee29c98853e0a0485ecee7f27b9af0b4');
  });

  it('names a file that is missing, and one that is not a regular file', async () => {
    const hashes = await openFileHashes();
    await expect(hashes.of(join(root, 'none.png'))).rejects.toThrow(StorageError);
    await expect(hashes.of(root)).rejects.toThrow(FormatError);
    await expect(hashes.of('/dev/zero')).rejects.toThrow(/not a file: got a device/);
  });
});
