import { rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FormatError } from '@ftn/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { openImageFolder } from '../folders/open-image-folder.js';
import { writeImageFolder } from '../folders/write-image-folder.js';
import { createBatchLoader } from '../loader/batch-loader.js';
import {
  copyOfSample,
  describeDataset,
  type ExpectedImage,
  expectedLayout,
  removeScratch,
  sample,
  scratchFolder,
} from '../testing/layout-fixtures.js';
import { croppedEvaluation } from '../transforms/presets.js';
import {
  openCars,
  openCub,
  openDomainNet,
  openFlowers,
  openImageNetToSketch,
  openTuBerlin,
  openWikiArt,
} from './open-layouts.js';

afterAll(removeScratch);

interface Splits {
  readonly train: ExpectedImage[];
  readonly test: ExpectedImage[];
}

describe('openFlowers', () => {
  it('reads labels and splits from the .mat files, validation images as part of training', async () => {
    const expected = expectedLayout<Splits>('flowers');
    const { classes, train, test, val } = await openFlowers(sample('flowers'));
    expect([classes.length, classes[0], classes[101], val]).toEqual([102, '001', '102', undefined]);
    expect(await describeDataset(train, sample('flowers'))).toEqual(expected.train);
    expect(await describeDataset(test, sample('flowers'))).toEqual(expected.test);
  });

  it('keeps the validation images separate when asked to', async () => {
    const { separate } = expectedLayout<{ separate: { train: ExpectedImage[]; val: ExpectedImage[] } }>(
      'flowers',
    );
    const { train, val } = await openFlowers(sample('flowers'), { validation: 'separate' });
    expect(await describeDataset(train, sample('flowers'))).toEqual(separate.train);
    expect(await describeDataset(val!, sample('flowers'))).toEqual(separate.val);
  });
});

describe('openCars and openCub', () => {
  it.each([
    ['cars', openCars],
    ['cub', openCub],
  ] as const)(
    'read %s as SciPy and Pillow do: labels, splits and the pixels inside the boxes',
    async (set, open) => {
      const expected = expectedLayout<Splits>(set);
      const { train, test } = await open(sample(set));
      expect(await describeDataset(train, sample(set))).toEqual(expected.train);
      expect(await describeDataset(test, sample(set))).toEqual(expected.test);
    },
  );

  it('leave the images whole when asked to', async () => {
    for (const open of [openCars, openCub]) {
      const { train } = await open(sample(open === openCars ? 'cars' : 'cub'), { crop: false });
      const sizes = await describeDataset(train, '/');
      expect(sizes.every(({ size }) => size[0] === 24 && size[1] === 18)).toBe(true);
    }
  });

  it('list class names in the order of their numbers', async () => {
    expect((await openCars(sample('cars'))).classes[2]).toBe('Ram C/V Cargo Van Minivan 2012');
    expect((await openCub(sample('cub'))).classes).toEqual([
      '001.Black_footed_Albatross',
      '002.Laysan_Albatross',
      '003.Sooty_Albatross',
    ]);
  });

  it('are written to class folders cropped to their boxes', async () => {
    const { train } = await openCars(sample('cars'));
    const out = join(await scratchFolder(), 'cut');
    const named = { ...train, classes: ['a', 'b', 'c'] };
    await writeImageFolder(named, out);
    const sizes = (images: ExpectedImage[]) => images.map(({ sha256 }) => sha256).sort();
    expect(sizes(await describeDataset(await openImageFolder(out), out))).toEqual(
      sizes(await describeDataset(train, '/')),
    );
  });

  it('crop in worker threads as in the main thread', async () => {
    const { train } = await openCub(sample('cub'));
    const read = async (workers: number) => {
      const loader = createBatchLoader({
        dataset: train,
        batchSize: 4,
        transforms: croppedEvaluation(8),
        workers,
      });
      const images: Float32Array[] = [];
      for await (const batch of loader.batches(0)) images.push(batch.images);
      await loader.close();
      return images;
    };
    expect(await read(1)).toEqual(await read(0));
  });
});

describe('openTuBerlin', () => {
  it('splits every class, the same way for any choice of classes', async () => {
    const whole = await openTuBerlin(sample('sketch'));
    const all = expectedLayout<Record<string, string[]>>('sketch');
    expect(whole.classes).toEqual(Object.keys(all));
    const paths = async (set: typeof whole.train, root: string) =>
      (await describeDataset(set, root)).map(({ path }) => path);
    const root = sample('sketch');
    const [train, test] = [await paths(whole.train, root), await paths(whole.test, root)];
    expect([train.length, test.length]).toEqual([12, 3]);
    expect([...train, ...test].sort()).toEqual(Object.values(all).flat().sort());
    const copy = await copyOfSample('sketch');
    await rename(join(copy, 'png', 'airplane'), join(copy, 'elsewhere'));
    const part = await openTuBerlin(join(copy, 'png'));
    const names = (await paths(part.test, copy)).sort();
    expect(names).toEqual(test.filter((path) => !path.includes('airplane')).sort());
  });
});

describe('openDomainNet', () => {
  it('takes labels from the lists, over all domains present', async () => {
    const expected = expectedLayout<Record<string, Splits>>('domainnet');
    for (const domain of ['clipart', 'painting']) {
      const [splits, ...more] = await openDomainNet(join(sample('domainnet'), domain));
      expect(more).toEqual([]);
      expect(splits).toMatchObject({
        name: domain,
        classes: ['aircraft_carrier', 'airplane', 'The_Eiffel_Tower'],
      });
      expect(await describeDataset(splits!.train, sample('domainnet'))).toEqual(expected[domain]!.train);
      expect(await describeDataset(splits!.test, sample('domainnet'))).toEqual(expected[domain]!.test);
    }
  });

  it('requires every domain of the whole set', async () => {
    await expect(openDomainNet(sample('domainnet'))).rejects.toThrow(
      /infograph_train\.txt: the file is missing/,
    );
  });
});

describe('a prepared set of class folders', () => {
  it('opens by name, one domain or all', async () => {
    const root = await scratchFolder();
    const { cp } = await import('node:fs/promises');
    for (const folder of ['flowers', 'stanford_cars_cropped', 'sketches', 'cubs_cropped', 'wikiart']) {
      for (const split of ['train', 'test']) {
        await cp(join(sample('cub'), 'images'), join(root, folder, split), { recursive: true });
      }
    }
    const sets = await openImageNetToSketch(root);
    expect(sets.map(({ name }) => name)).toEqual(['flowers', 'cars', 'sketch', 'cub', 'wikiart']);
    expect(sets.map(({ train }) => train.length)).toEqual([9, 9, 9, 9, 9]);
    const [one, ...none] = await openImageNetToSketch(join(root, 'cubs_cropped'));
    expect([one!.name, none]).toEqual(['cub', []]);
    expect((await openWikiArt(join(root, 'wikiart'))).classes.length).toBe(3);
    await expect(openWikiArt(join(root, 'nothing'))).rejects.toThrow(/nothing: the folder is missing/);
    await expect(openImageNetToSketch(relative(process.cwd(), sample('cub')))).rejects.toThrow(FormatError);
  });
});
