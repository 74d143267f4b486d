import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
let data: string;
let run: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const prune = (...words: string[]) => ftn('prune', '--workers', '0', ...words);

interface Row {
  domain: string;
  value: number;
  threshold: number;
  layers: number;
  factors: number;
  parameters: number;
  multiple: number;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-prune-'));
  data = await writeTinyDomain(at('colours'));
  run = at('run');
  const words = [
    'train',
    '--recipe',
    tinyRecipe,
    '--set',
    'keep=best',
    '--workers',
    '0',
    '--data',
    data,
    '--method',
    'ftn',
  ];
  const { code, err } = await ftn(...words, '--rank', '2', '--out', run);
  expect(code, err).toBe(0);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('ftn prune', () => {
  it('writes the pruning curve as rows, table, figure and page', async () => {
    const out = at('curve');
    const {
      code,
      out: said,
      err,
    } = await prune('--adapter', run, '--data', data, '--out', out, '--thresholds', '5', '--json');
    expect(code, err).toBe(0);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
    const { id, split, rows, smallest } = lastJson(said) as {
      id: string;
      split: string;
      rows: Row[];
      smallest?: unknown;
    };
    expect({ id, split, smallest }).toEqual({ id: 'prune', split: 'test', smallest: undefined });
    expect(rows).toHaveLength(5);
    // Every layer of the shipped network at rank 2: 2 · Σ (C_out + C_in + K²).
    expect(rows[0]).toMatchObject({
      method: 'ftn',
      domain: 'colours',
      rank: 2,
      metric: 'accuracy',
      layers: 12,
      factors: 2574,
    });
    expect(rows[4]!.layers).toBe(1);
    for (const [i, row] of rows.entries()) {
      expect(row.multiple).toBeCloseTo(row.parameters / (rows[0]!.parameters / rows[0]!.multiple), 12);
      expect(rows[0]!.parameters - row.parameters).toBe(rows[0]!.factors - row.factors);
      if (i > 0) expect(row.factors).toBeLessThanOrEqual(rows[i - 1]!.factors);
    }
    const png = await sharp(join(out, 'pruning.png')).metadata();
    expect(png).toMatchObject({ format: 'png', width: 1968 });
    expect(await readFile(join(out, 'pruning.svg'), 'utf8')).toContain(`(${rows[4]!.layers})</text>`);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain(
      'Accuracy as low-rank factors are taken out',
    );
    expect(JSON.parse(await readFile(join(out, 'table.json'), 'utf8'))).toMatchObject({ id: 'prune' });
    expect(existsSync(join(out, 'adapter'))).toBe(false);
  });

  it('writes the smallest adapter within the allowed drop, which every other verb accepts', async () => {
    const out = at('small');
    const words = ['--adapter', run, '--data', data, '--out', out, '--thresholds', '2', '--max-drop', '40'];
    const { code, out: said, err } = await prune(...words, '--trials', '12');
    expect(code, err).toBe(0);
    expect(err).toContain('training images that were held out stand in');
    expect(said).toMatch(/smallest within 40 points by validation: [\d,]+ factors/);
    const small = join(out, 'adapter');
    const manifest = JSON.parse(await readFile(join(small, 'adapter.json'), 'utf8'));
    const table = JSON.parse(await readFile(join(out, 'table.json'), 'utf8'));
    const [found] = table.smallest;
    expect(Object.keys(manifest.layers)).toHaveLength(found.layers);
    expect(found.factors).toBeLessThan(2574);
    expect(found.validation).toBeGreaterThanOrEqual(found.validationBefore - 40);
    const evaluated = await ftn('evaluate', '--adapter', small, '--data', data, '--workers', '0', '--json');
    expect(evaluated.code, evaluated.err).toBe(0);
    const { rows } = lastJson(evaluated.out) as { rows: { value: number }[] };
    expect(rows[0]!.value).toBeCloseTo(found.value, 10);
    expect(manifest.metrics.accuracy).toBeCloseTo(found.value, 10);
    expect((await ftn('merge', '--adapter', small, '--out', at('merged.safetensors'))).code).toBe(0);
    const images = join(data, 'test', 'red');
    const image = join(images, (await readdir(images))[0]!);
    expect((await ftn('predict', '--adapter', small, image)).code).toBe(0);
    const again = await prune(...words);
    expect(again.code).toBe(2);
    expect(again.err).toContain('this folder holds an adapter already');
  });

  it('never replaces the adapter it prunes', async () => {
    const { code, err } = await prune('--adapter', run, '--data', data, '--out', run, '--max-drop', '0.5');
    expect(code).toBe(2);
    expect(err).toContain('holds an adapter already');
  });

  it.each([
    [['--data', 'x'], '--adapter is missing'],
    [
      ['--adapter', 'x', '--data', 'x', '--thresholds', '1'],
      '--thresholds takes a whole number from 2 up: got',
    ],
    [['--adapter', 'x', '--data', 'x', '--max-drop', 'much'], '--max-drop takes a number from 0 up'],
    [['--adapter', 'x', '--data', 'x', '--split', 'tests'], "unknown split 'tests'"],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await prune(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses an adapter that changes no convolution', async () => {
    const words = [
      'train',
      '--recipe',
      tinyRecipe,
      '--workers',
      '0',
      '--data',
      data,
      '--method',
      'fc-and-bn-only',
    ];
    expect((await ftn(...words, '--epochs', '1', '--out', at('bn'))).code).toBe(0);
    const { code, err } = await prune('--adapter', at('bn'), '--data', data, '--out', at('none'));
    expect(code).toBe(2);
    expect(err).toContain("'colours' (fc-and-bn-only) adapts no convolution");
  });
});
