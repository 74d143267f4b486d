import { existsSync } from 'node:fs';
import { copyFile, cp, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { miniDomainClasses, miniDomainStyles } from '@ftn/synthetic';
import { publishedSample, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-data-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn data check', () => {
  it('reports nothing for a sound image folder', async () => {
    const data = await writeTinyDomain(at('good'), 4);
    const { code, out } = await ftn('data', 'check', data);
    expect(code).toBe(0);
    expect(out).toBe('good: 12 images for training, 12 for testing\n24 images: 0 errors, 0 warnings\n');
  });

  it('says in one line what is so of many images, and errors last', async () => {
    const data = await writeTinyDomain(at('many'), 6);
    const folder = join(data, 'train', 'red');
    const names = (await readdir(folder)).sort();
    // PNG files that are called JPEG.
    for (const name of names.slice(0, 5)) await rename(join(folder, name), join(folder, `${name}.jpg`));
    await truncate(join(folder, names[5]!), 100);
    const { code, out } = await ftn('data', 'check', data);
    expect(code).toBe(3);
    const lines = out.trim().split('\n');
    expect(lines[0]).toMatch(
      /^warning: 5 files, e\.g\. train\/red\/.+\.png\.jpg: is a PNG image that is called \.jpg\./,
    );
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^error: train\/red\/.+: the image is broken or cut off/),
      expect.stringMatching(/^\d+ images: 1 error, 5 warnings$/),
    ]);
  });

  it('lists every fault of a folder in one pass and exits with code 3', async () => {
    const data = await writeTinyDomain(at('bad'), 4);
    const image = (split: string, name: string, n: number) => join(data, split, name, `${name}-0000${n}.png`);
    await truncate(image('train', 'red', 1), 200);
    await writeFile(image('train', 'green', 0), '');
    await copyFile(image('train', 'blue', 0), image('test', 'blue', 0));
    await rm(join(data, 'test', 'green'), { recursive: true });
    const { code, out, err } = await ftn('data', 'check', data, '--json');
    expect(code).toBe(3);
    expect(err).toMatch(/training on this folder would stop or give wrong results: got \d+ errors/);
    const { errors, rows } = lastJson(out) as {
      errors: number;
      rows: { code: string; file: string; severity: string }[];
    };
    expect(errors).toBe(rows.filter(({ severity }) => severity === 'error').length);
    const found = rows.map(({ code: kind }) => kind);
    expect(found).toEqual(expect.arrayContaining(['broken-image', 'leak', 'untested-class']));
    expect(
      rows
        .filter(({ code: kind }) => kind === 'broken-image')
        .map(({ file }) => file)
        .sort(),
    ).toEqual([image('train', 'green', 0), image('train', 'red', 1)].sort());
  });
});

describe('ftn data check WORD:ROOT', () => {
  it('lists the faults of a published set by file and line', async () => {
    const fine = await ftn('data', 'check', `cub:${publishedSample('cub')}`);
    expect(fine.code).toBe(0);
    expect(fine.out).toContain('warning: .: cub has 6 training images, the published set 5994.');
    const root = at('cub');
    await cp(publishedSample('cub'), root, { recursive: true });
    await writeFile(join(root, 'image_class_labels.txt'), '1 1\n2 9\nthree\n', { flag: 'w' });
    const bad = await ftn('data', 'check', `cub:${root}`);
    expect(bad.code).toBe(3);
    expect(bad.out).toContain(
      'error: image_class_labels.txt:2: the class of image 2 is out of range: expected 1 to 3, got 9.',
    );
    expect(bad.out).toContain('error: image_class_labels.txt:3: the line is malformed');
    expect(bad.out).toContain('error: images.txt:4: image 4 has no line in image_class_labels.txt.');
  });

  it('explains that made-up data needs no check', async () => {
    const { code, err } = await ftn('data', 'check', 'mini-domains/real');
    expect(code).toBe(2);
    expect(err).toContain("'mini-domains/real' needs no check: expected one of FOLDER, ");
  });
});

describe('ftn data prepare', () => {
  it('writes class folders that open as they are, and resumes after an interruption', async () => {
    const words = ['data', 'prepare', 'cars', publishedSample('cars'), '--out', at('prepared')];
    const { code, out, err } = await ftn(...words);
    expect(code, err).toBe(0);
    expect(out).toBe(`${at('prepared', 'stanford_cars_cropped')}: 8 images, 8 of them written now\n`);
    expect((await ftn(...words)).out).toContain('8 images, 0 of them written now');
    const check = await ftn('data', 'check', `imagenet-to-sketch:${at('prepared', 'stanford_cars_cropped')}`);
    expect([check.code, check.out.includes('8 images: 0 errors')]).toEqual([0, true]);
  });

  it('explains an unknown data set and a missing folder', async () => {
    const set = await ftn('data', 'prepare', 'cubs', 'x', '--out', at('none'));
    expect(set).toMatchObject({ code: 2 });
    expect(set.err).toContain("unknown set 'cubs'. Did you mean 'cub'?");
    const root = await ftn('data', 'prepare', 'cub', at('nowhere'), '--out', at('none'));
    expect(root.code).toBe(3);
    expect(root.err).toContain('nowhere/classes.txt: the file is missing');
  });
});

describe('ftn data make', () => {
  it('writes a made-up domain that passes the check and is identical each time', async () => {
    const make = (out: string) =>
      ftn('data', 'make', 'mini-domains/quickdraw', '--out', out, '--limit', '2', '--size', '16');
    const { code, out, err } = await make(at('made'));
    expect(code, err).toBe(0);
    expect(out).toBe(`${at('made')}: 1 domain, ${miniDomainClasses.length * 6} images\n`);
    expect((await readdir(at('made'))).sort()).toEqual(['test', 'train', 'val']);
    expect((await ftn('data', 'check', at('made'))).code).toBe(0);
    await make(at('again'));
    const image = ['train', miniDomainClasses[0]!, `${miniDomainClasses[0]}-00001.png`];
    expect((await readFile(at('again', ...image))).equals(await readFile(at('made', ...image)))).toBe(true);
  });

  it('overwrites nothing, and leaves nothing behind when it fails', async () => {
    await writeFile(at('taken'), 'mine');
    const taken = await ftn('data', 'make', 'mini-domains/real', '--out', at('taken'));
    expect(taken.code).toBe(2);
    expect(taken.err).toContain('Choose a new one; nothing is overwritten.');
    const before = await readdir(scratch);
    const missing = await ftn('data', 'make', at('nowhere'), '--out', at('copy'));
    expect(missing.code).toBe(4);
    expect(await readdir(scratch)).toEqual(before);
  });
});

describe('ftn data show', () => {
  it('draws a row of images for each class', async () => {
    const data = existsSync(at('good')) ? at('good') : await writeTinyDomain(at('good'), 4);
    const sheet = at('sheet.png');
    const { code, err } = await ftn('data', 'show', data, '--out', sheet, '--size', '16', '--columns', '3');
    expect(code, err).toBe(0);
    const header = (await readFile(sheet)).subarray(0, 24);
    expect(header.subarray(1, 4).toString()).toBe('PNG');
    // Three images of 16 pixels beside the names of their classes, three classes below each other.
    expect(header.readUInt32BE(16)).toBeGreaterThan(3 * 16 + 20);
    expect(header.readUInt32BE(20)).toBeGreaterThanOrEqual(3 * 16);
    const again = await ftn('data', 'show', data, '--out', sheet);
    expect(again.code).toBe(2);
  });
});

describe('ftn list', () => {
  it('gives the exact counts of the backbones', async () => {
    const { out } = await ftn('list', 'backbones', '--json');
    const { rows } = lastJson(out) as { rows: Record<string, unknown>[] };
    const of = (name: string) => rows.find((row) => row.name === name);
    expect(of('resnet18')).toEqual({
      name: 'resnet18',
      parameters: 11_176_512,
      bytes: 44_706_048,
      halfBytes: 22_353_024,
      factorsPerRank: 8_839,
      batchNorm: 9_600,
    });
    expect(of('resnet34')).toEqual({
      name: 'resnet34',
      parameters: 21_284_672,
      bytes: 85_138_688,
      halfBytes: 42_569_344,
      factorsPerRank: 16_407,
      batchNorm: 17_024,
    });
    expect(of('resnet50')).toEqual({
      name: 'resnet50',
      parameters: 23_508_032,
      bytes: 94_032_128,
      halfBytes: 47_016_064,
      factorsPerRank: 49_320,
      batchNorm: 53_120,
    });
  });

  it('right-aligns numbers and names every style', async () => {
    const { out } = await ftn('list', 'backbones');
    const lines = out.trimEnd().split('\n');
    expect(lines[1]).toMatch(/^resnet18 +11,176,512 +44,706,048 +22,353,024 +8,839 +9,600$/);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    const data = await ftn('list', 'data');
    for (const style of miniDomainStyles) expect(data.out).toContain(`mini-domains/${style}`);
  });
});
