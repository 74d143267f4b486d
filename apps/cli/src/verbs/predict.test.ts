import { copyFile, mkdir, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy } from '@ftn/formats';
import { writeTinyDomain } from '@ftn/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, spawnFtn } from '../testing/commands.js';
import { writeTinyAdapter } from '../testing/tiny-adapter.js';

let scratch: string;
let images: string;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-predict-'));
  const data = await writeTinyDomain(at('colours'), 2);
  images = join(data, 'test');
  await writeTinyAdapter(at('adapter'));
  await writeTinyAdapter(at('other'));
  await writeTinyAdapter(at('normals'), 'normals');
  // A copy that is cut off, between two that are whole.
  await mkdir(at('mixed', 'deep'), { recursive: true });
  const [first] = (await ftn('predict', '--adapter', at('adapter'), images, '--jsonl')).out.split('\n');
  const { file } = JSON.parse(first!) as { file: string };
  for (const name of ['a.png', 'b.png', 'deep/c.png']) await copyFile(file, at('mixed', name));
  await truncate(at('mixed', 'b.png'), 700);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const lines = (text: string) => text.trimEnd().split('\n');

describe('ftn predict', () => {
  it('takes a folder, a pattern and a list on stdin to the same predictions', async () => {
    const folder = await ftn('predict', '--adapter', at('adapter'), images, '--jsonl');
    expect(folder.code, folder.err).toBe(0);
    const rows = lines(folder.out).map((line) => JSON.parse(line) as { file: string; predictions: object[] });
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]!.predictions).toHaveLength(3);
    const pattern = await ftn('predict', '--adapter', at('adapter'), join(images, '**', '*.png'), '--jsonl');
    expect(lines(pattern.out).sort()).toEqual(lines(folder.out).sort());
  });

  it('prints comma-separated values with as many classes as asked for', async () => {
    const { code, out, err } = await ftn(
      'predict',
      '--adapter',
      at('adapter'),
      images,
      '--csv',
      '--top',
      '2',
    );
    expect(code, err).toBe(0);
    const [head, first] = lines(out);
    expect(head).toBe('file,class,probability,class 2,probability 2,error');
    const cells = first!.split(',');
    expect(cells).toHaveLength(6);
    expect(Number(cells[2])).toBeGreaterThanOrEqual(Number(cells[4]));
  });

  it('warns of a broken file by name, goes on, and ends with 3', async () => {
    const words = ['predict', '--adapter', at('adapter'), at('mixed')];
    const { code, out, err } = await ftn(...words);
    expect(code).toBe(3);
    expect(lines(out).map((line) => line.split(':')[0])).toEqual([
      at('mixed', 'a.png'),
      at('mixed', 'deep', 'c.png'),
    ]);
    expect(err).toContain(`warning: ${at('mixed', 'b.png')}: the image is broken or cut off`);
    expect(err).toContain(
      `1 of 3 images could not be read: ${at('mixed', 'b.png')}. The others were predicted.`,
    );
    const csv = await ftn(...words, '--csv');
    expect([csv.code, lines(csv.out)[2]]).toEqual([
      3,
      expect.stringMatching(/b\.png,,,,,,,.*broken or cut off/),
    ]);
    const json = await ftn(...words, '--json', '--quiet');
    const { rows } = lastJson(json.out) as { rows: { error?: string; predictions?: object[] }[] };
    expect(rows.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
    expect(json.err).not.toContain('engine:');
  });

  it('asks several adapters, each in a column of its own', async () => {
    const adapters = ['--adapter', at('adapter'), '--adapter', at('other')];
    const json = await ftn('predict', ...adapters, at('mixed', 'a.png'), '--json', '--top', '1');
    expect(json.code, json.err).toBe(0);
    const [row] = (lastJson(json.out) as { rows: { adapters: Record<string, { predictions: object[] }> }[] })
      .rows;
    const made = Object.values(row!.adapters);
    expect(made).toHaveLength(2);
    // The same adapter twice says the same twice.
    expect(made[0]).toEqual(made[1]);
    const labels = Object.keys(row!.adapters);
    const csv = await ftn('predict', ...adapters, at('mixed', 'a.png'), '--csv', '--top', '1');
    expect(lines(csv.out)[0]).toBe(
      ['file', ...labels.flatMap((label) => [`${label} class`, `${label} probability`]), 'error'].join(','),
    );
    const words = await ftn('predict', ...adapters, at('mixed', 'a.png'));
    for (const label of labels) expect(lines(words.out)[0]).toContain(label);
  });

  it('writes maps raw, below their folders, and classes and maps of one image together', async () => {
    const words = ['--adapter', at('normals'), '--out', at('maps'), at('mixed')];
    const { code, err } = await ftn('predict', ...words);
    expect(code, err).toBe(3);
    const { shape, data } = readNpy(await readFile(at('maps', 'deep', 'c.normals.npy')));
    const { width, height } = await sharp(at('maps', 'deep', 'c.normals.png')).metadata();
    expect(shape).toEqual([height, width, 3]);
    expect((data as Float32Array).every(Number.isFinite)).toBe(true);
    const both = ['--adapter', at('adapter'), '--adapter', at('normals'), '--out', at('both')];
    const mixed = await ftn('predict', ...both, at('mixed', 'a.png'), '--csv', '--top', '1');
    expect(mixed.code, mixed.err).toBe(0);
    expect(lines(mixed.out)[0]).toMatch(/^file,\S+ \S+ class,.* npy,.* picture\.png,error$/);
  });

  it('refuses two forms at once, and nothing to predict', async () => {
    const two = await ftn('predict', '--adapter', at('adapter'), images, '--csv', '--jsonl');
    expect([two.code, two.err]).toEqual([2, expect.stringContaining('exclude each other')]);
    const none = await ftn('predict', '--adapter', at('adapter'), at('*.png'));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('matches no image')]);
  });

  it('reads a list from stdin', async () => {
    const { child, ended } = spawnFtn(['predict', '--adapter', at('adapter'), '-', '--jsonl'], {
      input: true,
    });
    child.stdin!.end(`${at('mixed', 'a.png')}\n\n${at('mixed', 'deep', 'c.png')}\n`);
    const { code, out, err } = await ended;
    expect(code, err).toBe(0);
    expect(lines(out).map((line) => (JSON.parse(line) as { file: string }).file)).toEqual([
      at('mixed', 'a.png'),
      at('mixed', 'deep', 'c.png'),
    ]);
  });
});
