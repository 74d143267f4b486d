import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '@ftn/errors';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findImages } from './find-images.js';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ftn-find-'));
  await mkdir(at('photos', 'more'), { recursive: true });
  await mkdir(at('empty'));
  const files = [
    'photos/b.jpg',
    'photos/a.png',
    'photos/notes.txt',
    'photos/old.bmp',
    'photos/more/c.webp',
    'odd[1].png',
  ];
  for (const file of files) await writeFile(at(file), '');
});
afterAll(() => rm(root, { recursive: true }));

const found = async (...words: string[]) => (await findImages(words)).map(({ path }) => path);

it('takes files as they are, folders with all below them, and patterns', async () => {
  expect(await found(at('photos', 'b.jpg'))).toEqual([at('photos', 'b.jpg')]);
  const below = [
    at('photos', 'a.png'),
    at('photos', 'b.jpg'),
    at('photos', 'more', 'c.webp'),
    at('photos', 'old.bmp'),
  ];
  expect(await found(at('photos'))).toEqual(below);
  expect((await findImages([at('photos')])).map(({ name }) => name)).toContain(join('more', 'c.webp'));
  expect(await found(at('photos', '*'))).toEqual([
    at('photos', 'a.png'),
    at('photos', 'b.jpg'),
    at('photos', 'old.bmp'),
  ]);
  expect(await found(at('photos', '**', '*.{webp,png}'))).toEqual([
    at('photos', 'a.png'),
    at('photos', 'more', 'c.webp'),
  ]);
});

it('takes a file whose name looks like a pattern, one that is missing, and each file once', async () => {
  expect(await found(at('odd[1].png'))).toEqual([at('odd[1].png')]);
  expect(await found(at('none.jpg'))).toEqual([at('none.jpg')]);
  expect(await found(at('photos', 'a.png'), at('photos'), at('photos', '*.png'))).toHaveLength(4);
});

it('refuses a folder and a pattern that lead to no image', async () => {
  await expect(findImages([at('empty')])).rejects.toThrow(UsageError);
  await expect(findImages([at('photos', '*.txt')])).rejects.toThrow(/matches no image.*got 1 other files/);
});
