import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { encodeSafetensors } from '@ftn/checkpoints';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from './testing/commands.js';
import { writeTinyAdapter } from './testing/tiny-adapter.js';

/** What strangers may call classes, domains, tensors and files, as far as a file's name may hold it. */
const names = [
  '\u001b]0;owned\u0007\u001b[2J',
  'b\r\nftn: all is well',
  "=cmd|' calc'!A0<img src=x onerror=alert(1)>\u202egnp.exe\u009b31m",
];
const domain = names.join(' ');

/** Anything but text and the ends of our own lines. */
const raw = /[^\P{C}\n]|[\u2028\u2029]/u;

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

/** Every file below a folder. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-hostile-'));
  await writeTinyDomain(at('plain'), 4);
  for (const split of ['train', 'test'])
    for (const [i, old] of ['blue', 'green', 'red'].entries())
      await rename(at('plain', split, old), at('plain', split, names[i]!));
  await mkdir(at('domains'));
  await cp(at('plain'), at('domains', domain), { recursive: true });
  await cp(at('plain'), at('domains', 'other'), { recursive: true });
  await cp(at('plain'), at('broken'), { recursive: true });
  await writeFile(at('broken', 'train', names[1]!, `${names[0]}.png`), 'no image');
  await writeTinyAdapter(at('adapter'), 'classes', { name: domain, classes: names });
  const [first] = await readdir(at('plain', 'test', names[0]!));
  await cp(at('plain', 'test', names[0]!, first!), at(`${names[2]!.replaceAll('/', '')}.png`));
  await writeFile(
    at('w.safetensors'),
    encodeSafetensors(new Map([[domain, { dtype: 'float32', shape: [1], data: Float32Array.of(1) }]])),
  );
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const few = ['--recipe', tinyRecipe, '--workers', '0', '--epochs', '1'];

/** Words by verb; `@NAME` is a path in the test's folder. */
const verbs: readonly (readonly string[])[] = [
  ['train', '--method', 'feature-extractor', '--data', '@domains', '--out', '@trained', ...few],
  ['train', '--print-config', '--data', '@plain', '--out', `@${domain}`, ...few],
  ['evaluate', '--adapter', '@adapter', '--data', '@plain'],
  ['evaluate', '--adapter', '@adapter', '--data', 'mini-domains/sketch'],
  ['predict', '--adapter', '@adapter', `@${names[2]}.png`],
  ['predict', '--adapter', '@adapter', `@${names[1]}.png`],
  ['norms', '--adapter', '@adapter', '--out', '@norms'],
  ['prune', '--adapter', '@adapter', '--data', '@plain', '--thresholds', '2', '--out', '@pruned'],
  ['merge', '--adapter', '@adapter', '--out', '@m.safetensors'],
  ['export', '--adapter', '@adapter', '--out', '@m.onnx'],
  ['convert', '@w.safetensors', '@c.safetensors'],
  ['convert', '@w.safetensors', '@c.safetensors', '--backbone', 'resnet18'],
  ['convert', '@w.safetensors', '@c.safetensors', '--prefix', 'x'],
  ['data', 'check', '@broken'],
  ['data', 'check', '@domains'],
  ['data', 'show', '@plain', '--out', '@sheet.png'],
  ['data', 'make', '@plain', '--out', `@${domain}-made`],
  ['compare', '--methods', 'feature-extractor,ftn', '--data', '@domains', '--out', '@compared', ...few],
  ['train', '--data', `@${domain}`],
  [domain],
  ['list', domain],
];

const filled = (words: readonly string[]) =>
  words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));

describe('names of strangers', () => {
  it.each(verbs)(
    'lead no terminal: ftn %j %j %j',
    async (...words) => {
      const { out, err } = await ftn(...filled(words));
      expect(err).not.toMatch(/unexpected failure/);
      for (const text of [out, err]) {
        expect(text).not.toMatch(raw);
        expect(text).not.toMatch(/^ftn: all is well/m);
      }
    },
    300_000,
  );

  it('are the same in objects', async () => {
    const { out } = await ftn(...filled(['predict', '--json', '--adapter', '@adapter', `@${names[2]}.png`]));
    expect(out).not.toMatch(raw);
    const [row] = lastJson(out).rows as { file: string; predictions: { class: string }[] }[];
    expect(row!.file).toBe(at(`${names[2]}.png`));
    expect(row!.predictions.map((one) => one.class).sort()).toEqual([...names].sort());
  });

  it('name no file, and are no part of a page, as what they are', async () => {
    const written = (
      await Promise.all(['trained', 'norms', 'pruned', 'compared'].map((name) => filesOf(at(name))))
    ).flat();
    expect(written.length).toBeGreaterThan(20);
    for (const file of written) expect(relative(scratch, file)).not.toMatch(raw);
    const texts = written.filter((file) => /\.(html|svg|md|yaml)$/.test(file));
    expect(texts.filter((file) => file.endsWith('.html')).length).toBeGreaterThanOrEqual(3);
    for (const file of texts) {
      const text = await readFile(file, 'utf8');
      expect(text, file).not.toMatch(raw);
      if (!file.endsWith('.yaml')) expect(text, file).not.toContain('<img src=x');
    }
  });
});
