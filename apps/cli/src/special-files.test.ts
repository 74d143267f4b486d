import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, tinyRecipe } from './testing/commands.js';
import { writeTinyAdapter } from './testing/tiny-adapter.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

/** What may stand where a file should: each is put there by its function. */
const things: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a folder': (path) => void mkdirSync(path),
  'an endless device': (path) => symlinkSync('/dev/zero', path),
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-special-'));
  await writeTinyDomain(at('data'), 4);
  await writeTinyAdapter(at('adapter'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const training = ['train', '--recipe', tinyRecipe, '--data', 'DATA', '--out', 'OUT', '--workers', '0'];
const comparing = ['compare', '--recipe', tinyRecipe, '--data', 'DATA', '--out', 'OUT', '--workers', '0'];

/**
 * Where a verb takes a file: the file's place below a fresh folder, and the words that lead there. Published sets name the
 * files of their lists by themselves.
 */
const doors: readonly (readonly [place: string, words: readonly string[]])[] = [
  ['r.yaml', ['train', '--data', 'DATA', '--out', 'OUT', '--recipe', 'FILE']],
  ['r.yaml', ['train', '--data', 'DATA', '--print-config', '--recipe', 'FILE']],
  ['m.mjs', [...training, '--method', 'FILE']],
  ['m.mjs', [...training, '--use', 'FILE']],
  ['w.pth', [...training, '--weights', 'FILE']],
  ['w.safetensors', [...training, '--weights', 'FILE']],
  ['r.yaml', ['compare', '--data', 'DATA', '--out', 'OUT', '--recipe', 'FILE']],
  ['w.safetensors', [...comparing, '--weights', 'FILE']],
  ['adapter.json', ['evaluate', '--adapter', 'FOLDER', '--data', 'DATA']],
  ['adapter.safetensors', ['evaluate', '--adapter', 'FOLDER', '--data', 'DATA']],
  ['w.safetensors', ['evaluate', '--adapter', 'ADAPTER', '--data', 'DATA', '--weights', 'FILE']],
  ['x.png', ['predict', '--adapter', 'ADAPTER', 'FILE']],
  ['adapter.json', ['predict', '--adapter', 'FOLDER', 'x.png']],
  ['w.pth', ['predict', '--adapter', 'ADAPTER', 'x.png', '--weights', 'FILE']],
  ['adapter.json', ['prune', '--adapter', 'FOLDER', '--data', 'DATA', '--out', 'OUT']],
  ['w.pth', ['prune', '--adapter', 'ADAPTER', '--data', 'DATA', '--weights', 'FILE', '--out', 'OUT']],
  ['adapter.safetensors', ['norms', '--adapter', 'FOLDER', '--out', 'OUT']],
  ['w.pth', ['norms', '--adapter', 'ADAPTER', '--weights', 'FILE', '--out', 'OUT']],
  ['adapter.json', ['merge', '--adapter', 'FOLDER', '--out', 'NEW.safetensors']],
  ['w.pth', ['merge', '--adapter', 'ADAPTER', '--weights', 'FILE', '--out', 'NEW.safetensors']],
  ['adapter.safetensors', ['export', '--adapter', 'FOLDER', '--out', 'NEW.onnx']],
  ['w.pth', ['export', '--adapter', 'ADAPTER', '--weights', 'FILE', '--out', 'NEW.onnx']],
  ['w.pth', ['convert', 'FILE', 'NEW.safetensors']],
  ['w.safetensors', ['convert', 'FILE', 'NEW.safetensors']],
  ['g.pth', ['generate', '--base', '--generator', 'FILE', '--out', 'NEW.png']],
  ['adapter.json', ['generate', '--adapter', 'FOLDER', '--out', 'NEW.png']],
  ['w.pth', ['reproduce', 'table-s1', '--data', 'DATA', '--weights', 'FILE', '--out', 'OUT']],
  ['nyu_depth_v2_labeled.mat', ['data', 'check', 'nyud:FOLDER']],
  ['nyu_depth_v2_labeled.mat', ['data', 'show', 'nyud:FOLDER', '--out', 'NEW.png']],
  ['train-images-idx3-ubyte', ['train', '--data', 'idx:FOLDER', '--out', 'OUT']],
  ['train-images-idx3-ubyte', ['data', 'show', 'idx:FOLDER', '--out', 'NEW.png']],
  ['images.txt', ['data', 'check', 'cub:FOLDER']],
  ['classes.txt', ['data', 'prepare', 'cub', 'FOLDER', '--out', 'OUT']],
  ['imagelabels.mat', ['data', 'check', 'flowers:FOLDER']],
  ['devkit/cars_meta.mat', ['data', 'check', 'cars:FOLDER']],
  ['sketch_train.txt', ['data', 'check', 'domainnet:FOLDER']],
  ['data/train/red/x.png', ['data', 'check', 'FOLDER/data']],
  [
    'data/train/red/x.png',
    ['train', '--recipe', tinyRecipe, '--data', 'FOLDER/data', '--out', 'OUT', '--workers', '0'],
  ],
];

describe.each(Object.keys(things))('%s', (thing) => {
  // A folder among images is a folder of images.
  const there = doors.filter(([place]) => thing !== 'a folder' || !place.startsWith('data/'));
  it.each(there)(
    'in the place of %s is refused at once: ftn %j',
    async (place, words) => {
      const folder = at('given');
      const file = join(folder, place);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      if (place.startsWith('adapter.')) cpSync(at('adapter'), folder, { recursive: true });
      if (place.startsWith('data/')) cpSync(at('data'), join(folder, 'data'), { recursive: true });
      if (place.startsWith('train-images')) writeFileSync(join(folder, 'train-labels-idx1-ubyte'), '');
      mkdirSync(dirname(file), { recursive: true });
      rmSync(file, { force: true });
      things[thing]!(file);
      const named = {
        FILE: file,
        FOLDER: folder,
        DATA: at('data'),
        ADAPTER: at('adapter'),
        OUT: at('out'),
        NEW: at('new'),
      };
      const filled = words.map((word) =>
        word.replace(/FILE|FOLDER|DATA|ADAPTER|OUT|NEW/, (name) => named[name as keyof typeof named]),
      );
      const start = process.memoryUsage.rss();
      const { code, out, err } = await ftn(...filled);
      expect([2, 3, 4], err).toContain(code);
      expect(err).not.toMatch(/unexpected failure|^\s+at /m);
      expect(`${out}${err}`).toContain(place.split('/').at(-1));
      expect(process.memoryUsage.rss() - start).toBeLessThan(500e6);
    },
    30_000,
  );
});
