import { copyFile, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError, UsageError } from '@ftn/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { checkLayout } from '../check/check-layout.js';
import { preparedFolders } from '../layouts/imagenet-to-sketch.js';
import {
  openCars,
  openCub,
  openFlowers,
  openImageNetToSketch,
  openTuBerlin,
} from '../layouts/open-layouts.js';
import {
  copyOfSample,
  describeDataset,
  removeScratch,
  sample,
  scratchFolder,
} from '../testing/layout-fixtures.js';
import { classFolderNames } from './class-folder-names.js';
import { prepareLayout } from './prepare-layout.js';

afterAll(removeScratch);

const open = { flowers: openFlowers, cars: openCars, cub: openCub, sketch: openTuBerlin };

/** Labels and pixels of a set, whatever the files are called. */
async function contents(dataset: Parameters<typeof describeDataset>[0]) {
  const images = await describeDataset(dataset, '/');
  return images.map(({ label, sha256 }) => `${label} ${sha256}`).sort();
}

describe('prepareLayout', () => {
  it.each(['cars', 'cub', 'sketch'] as const)('prepares %s with the pixels of the original', async (set) => {
    const out = await scratchFolder();
    const { folder, images, written } = await prepareLayout(set, sample(set), out);
    expect(folder).toBe(join(out, preparedFolders[set]));
    expect(written).toBe(images);
    const original = await open[set](sample(set));
    const [prepared] = await openImageNetToSketch(folder);
    expect(prepared!.classes.length).toBe(original.classes.length);
    for (const split of ['train', 'test'] as const) {
      expect(await contents(prepared![split])).toEqual(await contents(original[split]));
    }
    const { problems } = await checkLayout('imagenet-to-sketch', folder);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('copies what is not cropped byte for byte', async () => {
    const out = await scratchFolder();
    const { folder, images } = await prepareLayout('flowers', sample('flowers'), out);
    expect(images).toBe(10);
    // Image 5 is of class 102 and for training.
    const copy = await readFile(join(folder, 'train', '102', 'image_00005.jpg'));
    expect(copy.equals(await readFile(join(sample('flowers'), 'jpg', 'image_00005.jpg')))).toBe(true);
  });

  it('copies neither files linked from elsewhere nor files that are no images', async () => {
    const root = await copyOfSample('sketch');
    const elsewhere = join(await scratchFolder(), 'secret');
    await writeFile(elsewhere, 'root:x:0:0');
    const [first, second] = ['png/airplane/1.png', 'png/airplane/2.png'].map((name) => join(root, name));
    await rm(first!);
    await symlink(elsewhere, first!);
    await writeFile(second!, 'no image');
    const out = await scratchFolder();
    const problems = await checkLayout('sketch', root);
    expect(problems.problems.find(({ code }) => code === 'link')).toMatchObject({
      severity: 'warning',
      file: first,
    });
    await expect(prepareLayout('sketch', root, out)).rejects.toThrow(
      /(1\.png: is a link to a target outside the data set|2\.png: is not an image of a known format).*and 1 more/,
    );
    const names = (await readdir(out, { recursive: true })).map((name) => name.split('/').at(-1));
    expect(names.filter((name) => name === '3.png').length).toBeGreaterThan(0);
    const contents = await Promise.all(
      (await readdir(out, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(contents.filter((text) => /root:x|no image/.test(text))).toEqual([]);
    // A link within the set is the set's own.
    await rm(first!);
    await symlink('3.png', first!);
    await copyFile(join(root, 'png/airplane/4.png'), second!);
    expect((await prepareLayout('sketch', root, out)).written).toBe(2);
  });

  it('resumes after an interruption, and leaves nothing half-written', async () => {
    const out = await scratchFolder();
    const { folder, images } = await prepareLayout('cub', sample('cub'), out);
    const inside = join(folder, 'train', '001.Black_footed_Albatross');
    const [first] = await readdir(inside);
    const kept = join(
      folder,
      'test',
      '001.Black_footed_Albatross',
      (await readdir(join(folder, 'test', '001.Black_footed_Albatross')))[0]!,
    );
    const before = await stat(kept);
    await rm(join(inside, first!));
    await writeFile(join(inside, `.${first}.4711.partial`), 'half an image');
    await writeFile(
      join(folder, 'prepared.json'),
      (await readFile(join(folder, 'prepared.json'), 'utf8')).replace('true', 'false'),
    );
    await expect(openImageNetToSketch(folder)).rejects.toThrow(
      /prepared\.json: the set is not prepared to its end.* Run the same/,
    );
    const again = await prepareLayout('cub', sample('cub'), out);
    expect([again.images, again.written]).toEqual([images, 1]);
    expect((await readdir(inside)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await stat(kept)).mtimeMs).toBe(before.mtimeMs);
    expect((await openImageNetToSketch(folder)).length).toBe(1);
  });

  it('prepares all sound images where others are broken, and reports those', async () => {
    const root = await copyOfSample('cars');
    await truncate(join(root, 'cars_train', '00002.jpg'), 100);
    const out = await scratchFolder();
    const error = await prepareLayout('cars', root, out).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(
      /00002\.jpg: .*broken or cut off.*Replace what is broken and run the same command again/,
    );
    const present = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.png'));
    expect(present.length).toBe(7);
  });

  it('writes high-quality JPEG when asked to, and mixes no formats', async () => {
    const out = await scratchFolder();
    const { folder } = await prepareLayout('cars', sample('cars'), out, { encoding: 'jpeg' });
    const names = (await readdir(folder, { recursive: true })).filter(
      (name) => /\.\w+$/.test(name) && !name.endsWith('json'),
    );
    expect(names.filter((name) => name.endsWith('.jpg')).length).toBe(8);
    await expect(prepareLayout('cars', sample('cars'), out)).rejects.toThrow(UsageError);
    await expect(prepareLayout('cars', sample('cars'), out)).rejects.toThrow(
      /expected cars, png, got cars, jpeg/,
    );
    await rm(join(folder, 'prepared.json'));
    await expect(prepareLayout('cars', sample('cars'), out)).rejects.toThrow(/holds other files/);
  });

  it('writes nothing for a set with faults', async () => {
    const root = await copyOfSample('cub');
    await writeFile(join(root, 'classes.txt'), '1 a\n');
    const out = await scratchFolder();
    await expect(prepareLayout('cub', root, out)).rejects.toThrow(/image_class_labels\.txt, line 2/);
    expect(await readdir(out)).toEqual([]);
  });
});

describe('classFolderNames', () => {
  it('are the class names where these keep their order when sorted, else numbered', () => {
    expect(classFolderNames(['AM 2000', 'Acura', 'Ram C/V'])).toEqual(['AM 2000', 'Acura', 'Ram C-V']);
    expect(classFolderNames(['b', 'a'])).toEqual(['1.b', '2.a']);
    expect(classFolderNames(['a/b', 'a:b'])).toEqual(['1.a-b', '2.a-b']);
    expect(classFolderNames(['..', '...'])).toEqual(['1.-', '2.-']);
  });
});
