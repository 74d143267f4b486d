import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Dataset, ImageDataset } from '@ftn/datasets';
import { MismatchError, StorageError, UsageError } from '@ftn/errors';
import { miniDomainStyles } from '@ftn/synthetic';
import { publishedSample, tinyClasses, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAll, openData } from './open-data.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-open-'));
  await writeTinyDomain(at('many', 'b'), 10);
  await writeTinyDomain(at('many', 'a'), 10);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What tells images of a set apart: the file, or the pixels. */
function contents(given: Dataset): string[] {
  const set = given as ImageDataset;
  return Array.from({ length: set.length }, (_, index) => {
    const image = set.image(index);
    return image.kind === 'file' ? image.path : Buffer.from(image.data).toString('base64');
  });
}

function perClass(given: Dataset): number[] {
  const set = given as ImageDataset;
  const counts = set.classes.map(() => 0);
  for (let index = 0; index < set.length; index++) counts[set.label(index)]!++;
  return counts;
}

describe('openData of a folder', () => {
  it('holds out a tenth of every training class, the same for the same seed', async () => {
    const [first] = await openData(at('many', 'a'), { seed: 3 });
    expect(first).toMatchObject({ name: 'a', classes: tinyClasses, heldOut: true });
    expect(perClass(first!.train)).toEqual([9, 9, 9]);
    expect(perClass(first!.validation)).toEqual([1, 1, 1]);
    expect(perClass(first!.test)).toEqual([4, 4, 4]);
    const training = new Set(contents(first!.train));
    expect(contents(first!.validation).filter((path) => training.has(path))).toEqual([]);
    const [again] = await openData(at('many', 'a'), { seed: 3 });
    expect(contents(again!.validation)).toEqual(contents(first!.validation));
    const seeds = await Promise.all([4, 5, 6].map((seed) => openData(at('many', 'a'), { seed })));
    expect(seeds.some(([other]) => contents(other!.validation)[0] !== contents(first!.validation)[0])).toBe(
      true,
    );
  });

  it('opens a folder of domain folders as one domain each, by name', async () => {
    const domains = await openData(at('many'));
    expect(domains.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('holds nothing out where there is a val folder', async () => {
    await writeTinyDomain(at('three'), 4);
    await writeTinyDomain(at('spare'), 2);
    await rename(at('spare', 'train'), at('three', 'val'));
    const [domain] = await openData(at('three'));
    expect(domain!.heldOut).toBe(false);
    expect([domain!.train.length, domain!.validation.length]).toEqual([12, 6]);
  });

  it('applies the limit per class before validation images are held out', async () => {
    const [domain] = await openData(at('many', 'a'), { limit: 3, testLimit: 2 });
    expect(perClass(domain!.train)).toEqual([2, 2, 2]);
    expect(perClass(domain!.validation)).toEqual([1, 1, 1]);
    expect(perClass(domain!.test)).toEqual([2, 2, 2]);
  });

  it('refuses a missing folder, an empty one, and one whose test classes differ', async () => {
    await expect(openData(at('nowhere'))).rejects.toThrow(StorageError);
    await mkdir(at('empty'));
    await expect(openData(at('empty'))).rejects.toThrow('holds no training and test images');
    await writeTinyDomain(at('other'), 2);
    await rename(at('other', 'test', 'red'), at('other', 'test', 'rose'));
    await expect(openData(at('other'))).rejects.toThrow(MismatchError);
  });
});

describe('openData of mini-domains', () => {
  it('opens all styles, or the named one, with splits that share no image', async () => {
    const all = await openData('mini-domains', { limit: 2, size: 16 });
    expect(all.map(({ name }) => name)).toEqual(miniDomainStyles);
    const [sketch] = await openData('mini-domains/sketch', {
      size: 16,
      madeUp: { train: 3, val: 2, test: 1 },
    });
    expect(sketch!.heldOut).toBe(false);
    expect(
      [sketch!.train, sketch!.validation, sketch!.test].map((set) => set.length / set.classes.length),
    ).toEqual([3, 2, 1]);
    const seen = [sketch!.train, sketch!.validation, sketch!.test].flatMap(contents);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('suggests the nearest style for a misspelt one', async () => {
    await expect(openData('mini-domains/sketsh')).rejects.toThrow("Did you mean 'sketch'?");
    await expect(openData('mini-domains/sketsh')).rejects.toThrow(UsageError);
  });
});

describe('openAll with the domains of a recipe', () => {
  const madeUp = { train: 1, val: 1, test: 1 };
  const namesOf = async (specs: string[], wanted?: string[]) =>
    (await openAll(specs, { madeUp, size: 32 }, wanted)).map(({ name }) => name);

  it('picks them in the recipe’s order from data with several; a single domain is used as it is', async () => {
    expect(await namesOf(['mini-seasons'], ['winter', 'autumn'])).toEqual(['winter', 'autumn']);
    expect(await namesOf(['mini-seasons/summer'], ['winter'])).toEqual(['summer']);
    expect(await namesOf(['mini-seasons'])).toHaveLength(4);
  });

  it('names the domains that the data lacks', async () => {
    await expect(namesOf(['mini-seasons'], ['monsoon'])).rejects.toThrow(
      /holds none of the recipe's domains: expected monsoon, got .*winter.*`set: domains=\[/,
    );
  });
});

describe('openData of mini-sketch', () => {
  it('opens five sets with their own classes, or the named one', async () => {
    const all = await openData('mini-sketch', { limit: 2, size: 16 });
    expect(all.map(({ name, classes }) => `${name} ${classes.length}`)).toEqual([
      'flowers 12',
      'cars 10',
      'sketch 16',
      'birds 14',
      'artists 8',
    ]);
    const [birds, ...none] = await openData('mini-sketch/birds', { limit: 3, size: 16 });
    expect([birds!.train.length, birds!.heldOut, none]).toEqual([14 * 3, false, []]);
    await expect(openData('mini-sketch/bird')).rejects.toThrow("Did you mean 'birds'?");
  });
});

describe('openData of idx:', () => {
  /** The bytes of an IDX file of unsigned bytes. */
  const idx = (shape: number[], data: readonly number[]) => {
    const head = Buffer.alloc(4 + 4 * shape.length);
    head.writeUInt32BE(0x0800 | shape.length, 0);
    for (const [i, size] of shape.entries()) head.writeUInt32BE(size, 4 + 4 * i);
    return Buffer.concat([head, Buffer.from(data)]);
  };
  const labels = [0, 1, 2, 0, 1, 2];
  const images = idx(
    [6, 2, 2],
    Array.from({ length: 24 }, (_, i) => i),
  );

  it('reads the four files, plain or gzipped, under either of their names', async () => {
    await mkdir(at('digits'));
    await writeFile(at('digits', 'train-images-idx3-ubyte'), images);
    await writeFile(at('digits', 'train-labels-idx1-ubyte.gz'), gzipSync(idx([6], labels)));
    await writeFile(at('digits', 't10k-images.idx3-ubyte'), images);
    await writeFile(at('digits', 't10k-labels-idx1-ubyte'), idx([6], [0, 0, 1, 1, 0, 0]));
    const [domain] = await openData(`idx:${at('digits')}`);
    expect(domain).toMatchObject({ name: 'digits', classes: ['0', '1', '2'], heldOut: true });
    expect(domain!.train.length + domain!.validation.length).toBe(6);
    // A class without a test image is still a class.
    expect(perClass(domain!.test)).toEqual([4, 2, 0]);
    const [shifted] = await openData(`inverted:idx:${at('digits')}`);
    expect(shifted!.name).toBe('digits-inverted');
    const image = (shifted!.test as ImageDataset).image(0);
    expect(image.kind === 'pixels' && [...image.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('names the file that is missing', async () => {
    await mkdir(at('half'));
    await writeFile(at('half', 'train-images-idx3-ubyte'), images);
    await expect(openData(`idx:${at('half')}`)).rejects.toThrow(
      'there is no train-labels-idx1-ubyte (or train-labels-idx1-ubyte.gz)',
    );
  });
});

describe('openData of published sets', () => {
  it('opens them by name, DomainNet by domain too', async () => {
    const [cars] = await openData(`cars:${publishedSample('cars')}`, { holdOut: 0 });
    expect(cars).toMatchObject({ name: 'cars' });
    expect([cars!.train.length, cars!.test.length]).toEqual([5, 3]);
    const image = (cars!.test as ImageDataset).image(0);
    expect(image.kind === 'file' && image.box).toEqual({ left: 1, top: 1, width: 22, height: 16 });
    const [painting, ...none] = await openData(`domainnet:${publishedSample('domainnet')}/painting/`);
    expect([painting!.name, painting!.classes.length, none.length]).toEqual(['painting', 3, 0]);
  });

  it('says which folder layout is expected', async () => {
    await expect(openData(`cub:${at('many')}`)).rejects.toThrow(/many\/classes\.txt: the file is missing/);
    await expect(openData('cars:')).rejects.toThrow("'cars:' does not name a folder: expected cars:ROOT");
    await expect(openData('flowrs:x')).rejects.toThrow(
      "unknown kind of data 'flowrs'. Did you mean 'flowers'?",
    );
    await expect(openData(`imagenet-to-sketch:${at('many')}`)).rejects.toThrow(
      /many\/flowers: the folder is missing/,
    );
  });
});
