import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ftn, tinyRecipe, tinyRooms } from '../testing/commands.js';

let scratch: string;
let data: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-flags-'));
  data = await writeTinyDomain(join(scratch, 'colours'), 4);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const flags = ['--epochs', '1', '--batch-size', '3', '--lr', '0.003', '--size', '24', '--seed', '5'];
const few = ['--limit', '2', '--test-limit', '1', '--workers', '0'];

interface Optimizers {
  readonly [group: string]: { readonly rate: number } | undefined;
}

const ratesOf = (optimizers: Optimizers) => Object.values(optimizers).flatMap((one) => one?.rate ?? []);

/** What a comparison says it was made by. */
async function recordOf(out: string) {
  const table = JSON.parse(await readFile(join(out, 'table.json'), 'utf8'));
  return table.run as {
    epochs: number;
    batchSize: number;
    seeds: number[];
    input: { size: unknown };
    images: Record<string, { train: number; test: number }>;
    systems: { optimizers: Optimizers }[];
  };
}

/** The configuration `ftn train` would run by. */
async function configOf(...words: string[]) {
  const { code, out, err } = await ftn('train', '--print-config', ...words);
  expect(code, err).toBe(0);
  return parse(out);
}

describe('the flags that say how much is trained', () => {
  it('act on train: epochs, batch size, every group’s rate, size and seed', async () => {
    const config = await configOf('--data', data, '--recipe', tinyRecipe, ...flags, ...few);
    expect(config).toMatchObject({ epochs: 1, batchSize: 3, seed: 5, input: { size: 24 } });
    expect(ratesOf(config.methods.ftn.optimizers)).toEqual([0.003, 0.003]);
  });

  it('give way to what is set of one group, and take a height and a width', async () => {
    const one = ['--set', 'methods.ftn.optimizers.factors.rate=0.5'];
    const rooms = await configOf(
      ...['--data', 'mini-rooms', '--recipe', tinyRooms, '--task', 'depth'],
      ...['--lr', '0.1', '--size', '48x64', ...one],
    );
    expect(rooms.input.size).toEqual([48, 64]);
    const { factors, ...others } = rooms.methods.ftn.optimizers;
    expect(factors.rate).toBe(0.5);
    expect(new Set(ratesOf(others))).toEqual(new Set([0.1]));
  });

  it('act on compare alike, on every method', async () => {
    const out = join(scratch, 'compare');
    const words = ['--data', data, '--recipe', tinyRecipe, '--ranks', '2', '--methods'];
    const { code, err } = await ftn(
      'compare',
      ...words,
      'feature-extractor,ftn',
      ...flags,
      ...few,
      '--out',
      out,
    );
    expect(code, err).toBe(0);
    const record = await recordOf(out);
    expect(record).toMatchObject({ epochs: 1, batchSize: 3, seeds: [5], input: { size: 24 } });
    expect(Object.values(record.images)).toEqual([{ train: 6, test: 3 }]);
    for (const { optimizers } of record.systems)
      expect(new Set(ratesOf(optimizers))).toEqual(new Set([0.003]));
  });

  it('act on reproduce alike', async () => {
    const out = join(scratch, 'reproduce');
    const only = ['--methods', 'fc-and-bn-only', '--set', 'domains=[sketch]'];
    const made = ['--set', 'madeUp={train: 2, val: 1, test: 1}'];
    const { code, err } = await ftn(
      ...['reproduce', 'domainnet', '--mini', ...only, ...made, '--out', out],
      ...flags,
      ...few,
    );
    expect(code, err).toBe(0);
    const record = await recordOf(out);
    expect(record).toMatchObject({ epochs: 1, batchSize: 3, seeds: [5], input: { size: 24 } });
    for (const { optimizers } of record.systems)
      expect(new Set(ratesOf(optimizers))).toEqual(new Set([0.003]));
  });

  it.each([
    [['train', '--data', 'x', '--lr', '0'], "--lr takes a number above 0: got '0'"],
    [['train', '--data', 'x', '--size', '24x'], '--size takes a side in pixels or HEIGHTxWIDTH'],
    [['train', '--data', 'x', '--size', '1x2x3'], '--size takes a side in pixels or HEIGHTxWIDTH'],
    [
      ['train', '--data', 'mini-seasons/winter', '--generator', 'mini-summer', '--size', '32'],
      '--size does not apply to adapting a generator',
    ],
    [['reproduce', 'table-s2', '--mini', '--size', '32'], "'ftn reproduce table-s2' adapts a generator"],
    [
      ['train', '--data', 'x', '--rank', '4', '--option', 'rank=2'],
      '--rank and the option rank say the same thing twice: got 4 and 2',
    ],
    [
      ['train', '--data', 'x', '--option', 'modes=three', '--option', 'modes=separable'],
      "--option gives 'modes' twice",
    ],
    [['compare', '--data', 'x', '--seed', '1', '--seeds', '1,2'], '--seed and --seeds exclude each other'],
    [['compare', '--data', 'x', '--lr', '0.1', '--tune'], '--lr and --tune exclude each other'],
  ])('refuse %j by name', async (words, expected) => {
    const { code, err } = await ftn(...words);
    expect(code, err).toBe(2);
    expect(err).toContain(expected);
  });
});

describe('--rank by layer', () => {
  it('is kept in the adapter, whose layers have these ranks and whose parameters are counted by them', async () => {
    const out = join(scratch, 'by-layer');
    const words = ['train', '--data', data, '--recipe', tinyRecipe, '--epochs', '1', ...few, '--out', out];
    const { code, err } = await ftn(...words, '--rank', 'layer4=3,conv1=1');
    expect(code, err).toBe(0);
    const { options, counts } = JSON.parse(await readFile(join(out, 'adapter', 'adapter.json'), 'utf8'));
    expect(options.rank).toBe('layer4=3,conv1=1');
    const stored = await readFile(join(out, 'adapter', 'adapter.safetensors'));
    const header = JSON.parse(stored.subarray(8, 8 + Number(stored.readBigUInt64LE(0))).toString());
    const factors = Object.entries(header as Record<string, { shape: number[] }>).filter(
      ([name, { shape }]) => /[./][abs]$/.test(name) && shape.length === 2,
    );
    const ranks = factors.map(([name, { shape }]) => `${/layer\d|conv1/.exec(name)![0]}: ${shape[1]}`);
    expect([...new Set(ranks)].sort()).toEqual(['conv1: 1', 'layer4: 3']);
    const scalars = factors.reduce((sum, [, { shape }]) => sum + shape[0]! * shape[1]!, 0);
    expect(counts.convolutions).toBe(scalars);
  });

  it.each([
    ['layre4=3,*=1', "'layre4' in option 'rank' of FTN fits no layer of the network. Did you mean 'layer4'?"],
    ['layer4=x', "invalid option 'rank' of FTN: expected a whole number from 1, or ranks by layer"],
  ])('%s is refused', async (rank, expected) => {
    const words = ['--data', data, '--recipe', tinyRecipe, '--out', join(scratch, 'refused')];
    const { code, err } = await ftn('train', ...words, '--rank', rank);
    expect(code, err).toBe(2);
    expect(err).toContain(expected);
  });

  it('that fits no layer is told before weights are looked for', async () => {
    const words = ['train', '--data', data, '--backbone', 'resnet18', '--out', join(scratch, 'refused')];
    expect((await ftn(...words, '--rank', 'layer4=2')).err).toContain('no weights for resnet18');
    const slip = await ftn(...words, '--rank', 'layer9=2');
    expect(slip.err).toContain("'layer9' in option 'rank' of FTN fits no layer");
  });
});
