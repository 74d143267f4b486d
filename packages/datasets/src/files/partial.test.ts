import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeImageFolder } from '../folders/write-image-folder.js';
import { openFileHashes } from '../identity/file-hashes.js';
import { partialOf, sweepPartials } from './partial.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-partial-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Where a process that has ended would have written. */
const ofEnded = (path: string) => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  return partialOf(path).replace(`-${process.pid}.`, `-${pid}.`);
};

it('what killed processes had begun is swept, what others write stays', async () => {
  const path = join(root, 'set');
  const [ours, left] = [partialOf(path), ofEnded(path)];
  const elsewhere = left.replace(/\.[0-9a-f]{8}-/, '.00000000-');
  for (const one of [ours, left, elsewhere]) await mkdir(join(one, 'red'), { recursive: true });
  await writeFile(`${path}.partial`, 'of the user');
  await sweepPartials(path);
  const kept = [ours, elsewhere, `${path}.partial`].map((one) => basename(one));
  expect((await readdir(root)).sort()).toEqual(kept.sort());
});

it('the next folder of images, and the next list of hashes, sweep what was left', async () => {
  const folder = await mkdtemp(join(root, 'next-'));
  const [images, cache] = [join(folder, 'images'), join(folder, 'hashes.json')];
  await mkdir(join(ofEnded(images), 'red'), { recursive: true });
  await writeFile(ofEnded(cache), '[]');
  const data = { kind: 'pixels', data: new Uint8Array(12), width: 2, height: 2, channels: 3 } as const;
  await writeImageFolder(
    { name: 'x', classes: ['red'], length: 1, label: () => 0, image: () => data },
    images,
  );
  const hashes = await openFileHashes(cache);
  await hashes.of(join(images, 'red', 'red-00000.png'));
  await hashes.save();
  expect((await readdir(folder)).sort()).toEqual(['hashes.json', 'images']);
});
