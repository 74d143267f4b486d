import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageName } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import { tinyClasses, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openingOf } from '../adapter/details.js';
import { openWholes } from '../generation/image-domains.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { departures } from '../report/departures.js';
import { openData } from './open-data.js';

const scratch: string[] = [];
let folder: string;

/** Ten training and four test images of each class, of which two and one cannot be read. */
beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'ftn-broken-'));
  scratch.push(root);
  folder = await writeTinyDomain(join(root, 'own'), 10);
  const [cut, empty, other] = await brokenFiles();
  await truncate(cut!, 60);
  await truncate(empty!, 0);
  await writeFile(other!, 'no picture');
});
afterAll(() => Promise.all(scratch.map((root) => rm(root, { recursive: true, force: true }))));

async function brokenFiles(): Promise<string[]> {
  const [{ train, test } = { train: undefined, test: undefined }] = await openData(folder, { holdOut: 0 });
  return [imageName(train!, 1), imageName(train!, 11), imageName(test!, 2)];
}

const names = (files: readonly { file: string }[]) => files.map(({ file }) => file).sort();

describe('openData with skipBroken', () => {
  it('leaves out what cannot be read, of every set, and says which', async () => {
    const broken = await brokenFiles();
    const [data] = await openData(folder, { skipBroken: 3, holdOut: 0 });
    expect([data!.train.length, data!.test.length]).toEqual([28, 11]);
    expect(names(data!.leftOut)).toEqual([...broken].sort());
    expect(data!.classes).toEqual(tinyClasses);
    const used = Array.from({ length: 28 }, (_, index) => imageName(data!.train, index));
    expect(used.filter((file) => broken.includes(file))).toEqual([]);
    expect(data!.notes).toHaveLength(3);
    for (const note of data!.notes)
      expect(note).toMatch(/^left out (red|green|blue)\/.+\.png: (the image|is not an image) /);
    const recipe = loadRecipe('default');
    const of = departures({ recipe, written: recipe, domains: [data!] });
    expect(of).toHaveLength(1);
    for (const file of broken) expect(of[0]).toContain(file.split('/').slice(-2).join('/'));
  });

  it('counts pictures of kinds that are not read', async () => {
    await cp((await brokenFiles())[0]!, join(folder, 'train', 'red', 'old.bmp'));
    await expect(openData(folder)).rejects.toThrow(/old\.bmp: the image has an unsupported format/);
    await expect(openData(folder, { skipBroken: 3 })).rejects.toThrow(FormatError);
    const [data] = await openData(folder, { skipBroken: 4 });
    expect(data!.leftOut.map(({ problem }) => problem)).toContain('a picture of a kind that is not read');
  });

  it('refuses more than it may leave out, and names them', async () => {
    const open = () => openData(folder, { skipBroken: 2 });
    await expect(open).rejects.toThrow(
      /has 3 images that cannot be read: expected at most 2, which is how many may be skipped, got /,
    );
    for (const file of await brokenFiles()) await expect(open).rejects.toThrow(file);
  });

  it('refuses a set of which nothing is left', async () => {
    const [data] = await openData(folder);
    for (let index = 0; index < data!.test.length; index++) await truncate(imageName(data!.test, index), 9);
    await expect(openData(folder, { skipBroken: 100 })).rejects.toThrow(/has no image left that can be read/);
  });

  it('opens the same images for an adapter, which keeps the number', async () => {
    const madeUp = { seed: 0, holdOut: 0, skipBroken: 3, leftOut: ['a.png'] };
    const data = { name: 'own', spec: folder, splits: {}, madeUp };
    const [again] = await openData(folder, openingOf({ data }));
    expect([again!.train.length, again!.test.length]).toEqual([28, 11]);
  });

  it('holds for the images a generator is adapted to, with classes or without', async () => {
    const [whole] = await openWholes([folder], { opening: { skipBroken: 3 } });
    expect(whole!.train.length).toBe(28);
    const [plain] = await openWholes([join(folder, 'train', 'red')], { opening: { skipBroken: 3 } });
    expect(plain!.train.length + plain!.leftOut.length).toBe(10);
    expect(plain!.leftOut.length).toBeLessThanOrEqual(2);
  });
});
