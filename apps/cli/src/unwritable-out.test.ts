import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, tinyRecipe } from './testing/commands.js';
import { writeTinyAdapter } from './testing/tiny-adapter.js';

const scratch = mkdtempSync(join(tmpdir(), 'ftn-unwritable-'));
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  // Nothing can be made below a file, whoever runs this.
  writeFileSync(at('file'), '');
  await writeTinyDomain(at('data'), 4);
  await writeTinyAdapter(at('adapter'));
  await writeTinyAdapter(at('maps'), 'normals');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const few = ['--recipe', tinyRecipe, '--workers', '0', '--epochs', '1', '--data', '@data'];
const out = ['--out', '@file/out'];

/** Words of every verb that writes; `@NAME` is a path in the test's folder. */
const verbs: readonly (readonly string[])[] = [
  ['train', '--method', 'feature-extractor', ...few, ...out],
  ['train', '--method', 'fine-tuning', '--joint-backbone', ...few, ...out],
  ['compare', '--methods', 'feature-extractor', ...few, ...out],
  ['compare', '--methods', 'feature-extractor', ...few, ...out, '--resume'],
  ['demo', ...out],
  ['reproduce', 'table-s1', '--mini', ...out],
  ['prune', '--adapter', '@adapter', '--data', '@data', '--thresholds', '2', ...out],
  ['norms', '--adapter', '@adapter', ...out],
  ['merge', '--adapter', '@adapter', '--out', '@file/m.safetensors'],
  ['export', '--adapter', '@adapter', '--out', '@file/m.onnx'],
  ['convert', '@adapter/adapter.safetensors', '@file/c.safetensors'],
  ['predict', '--adapter', '@maps', '@data/test/red/red-00000.png', ...out],
  ['generate', '--base', '--count', '1', '--out', '@file/x.png'],
  ['generate', '--base', '--count', '1', '--out', '@x.png', '--images', '@file/images'],
  ['data', 'make', 'mini-domains/sketch', '--limit', '2', ...out],
  ['data', 'show', '@data', '--out', '@file/x.png'],
  ['data', 'prepare', 'cub', '@data', ...out],
];

describe('a place where nothing can be made', () => {
  it.each(verbs)(
    'is refused with the place and without a stack: ftn %s %s %s %s',
    async (...words) => {
      const filled = words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word));
      const { code, err } = await ftn(...filled);
      expect([2, 3, 4], err).toContain(code);
      expect(err).not.toMatch(/unexpected failure|^\s+at /m);
      expect(err).toMatch(/^ftn: .*\/(file|data)[/:]/m);
    },
    300_000,
  );
});
