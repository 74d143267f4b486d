import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-worker-verb-'));
  await writeTinyDomain(at('colours'));
  const plan = ['title: Two rates', `data: ${JSON.stringify(at('colours'))}`, 'ranks: 1'];
  const recipe = `recipe: ${JSON.stringify(tinyRecipe)}`;
  const rates = 'vary: { methods.ftn.optimizers.factors.rate: [0.01, 1e30] }';
  await writeFile(at('plan.yaml'), [...plan, recipe, rates].join('\n'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const sweep = (...words: string[]) => ftn('sweep', at('plan.yaml'), '--out', at('out'), ...words);

describe('ftn sweep for clusters', () => {
  it('keeps the plan and prints a script for Slurm', async () => {
    const { code, out, err } = await sweep('--slurm', '--jobs', '4');
    expect(code, err).toBe(0);
    expect(out.split('\n')[0]).toBe('#!/bin/bash');
    expect(out.split('\n')).toContain('#SBATCH --array=0-1%4');
    expect(out).toContain(`worker '${at('out')}' --index "$SLURM_ARRAY_TASK_ID"`);
    expect(err).toContain('2 runs in');
    expect(JSON.parse(await readFile(at('out', 'plan.json'), 'utf8'))).toMatchObject({ title: 'Two rates' });
  });

  it('prints an indexed Job for Kubernetes', async () => {
    const { code, out, err } = await sweep('--kubernetes', 'registry/ftn:1', '--volume', 'disk');
    expect(code, err).toBe(0);
    expect(parse(out)).toMatchObject({ kind: 'Job', spec: { completions: 2, completionMode: 'Indexed' } });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['two of them', ['--slurm', '--kubernetes', 'ftn'], /--slurm and --kubernetes exclude each other/],
    ['a queue besides', ['--slurm', '--queue', 'redis://host'], /--slurm and --queue exclude each other/],
    [
      'a volume besides a store',
      ['--kubernetes', 'ftn', '--store', 's3://lab/x', '--volume', 'v'],
      /exclude/,
    ],
    ['runs at once of a queue', ['--queue', 'redis://host', '--jobs', '2'], /each worker's own/],
  ])('refuses %s', async (_, words, message) => {
    const { code, err } = await sweep(...words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('a store of a sweep', () => {
  afterEach(() => vi.unstubAllEnvs());
  const verbs: [string, () => string[]][] = [
    ['sweep', () => ['sweep', at('plan.yaml'), '--out', at('stored')]],
    ['sweep, as a script', () => ['sweep', at('plan.yaml'), '--out', at('stored'), '--slurm']],
    ['sweep, as a list', () => ['sweep', at('plan.yaml'), '--out', at('stored'), '--dry-run']],
    ['sweep status', () => ['sweep', 'status', at('stored')]],
    ['worker', () => ['worker', at('stored'), '--index', '0']],
  ];

  it.each(verbs)('is named by ftn %s where it cannot be reached, its keys never', async (_, words) => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'someone');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'topsecret');
    const { code, out, err } = await ftn(...words(), '--store', 's3://lab/ranks');
    expect(code).toBe(4);
    expect(err).toContain('s3://lab/ranks at 127.0.0.1:2: the store cannot be reached: got ECONNREFUSED');
    expect(out + err).not.toMatch(/topsecret|someone/);
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['no keys', { AWS_ACCESS_KEY_ID: '' }, 's3://lab/ranks', /keys of the store are not known/],
    ['an address that is none', {}, 'https://topsecret@lab', /invalid .*store/],
  ])('is refused with %s', async (_, environment, address, message) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { code, out, err } = await ftn('worker', at('stored'), '--index', '0', '--store', address);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out + err).not.toContain('topsecret');
  });
});

describe('ftn worker', () => {
  it('trains the run of one place, and nothing where it is finished', async () => {
    await sweep('--slurm');
    const first = await ftn('worker', at('out'), '--index', '0', '--json');
    expect(first.code, first.err).toBe(0);
    expect(lastJson(first.out)).toMatchObject({ state: 'finished', end: 'finished' });
    const again = await ftn('worker', at('out'), '--index', '0');
    expect(again.err).toContain('it is finished');
  });

  it('ends with 3 where its run fails', async () => {
    await sweep('--slurm');
    const { code, err } = await ftn('worker', at('out'), '--index', '1');
    expect(code).toBe(3);
    expect(err).toMatch(/failed: .*finite/);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['a place the plan has not', ['--index', '2'], 2, /from 0 to 1, got 2/],
    ['neither queue nor place', [], 2, /needs a queue, or the number of a run/],
    ['both', ['--index', '0', '--queue', 'redis://host'], 2, /Leave out --queue/],
    ['an address that is none', ['--queue', 'http://me:topsecret@host'], 2, /invalid .*queue/],
  ])('refuses %s', async (_, words, exit, message) => {
    await sweep('--slurm');
    const { code, out, err } = await ftn('worker', at('out'), ...words);
    expect(code).toBe(exit);
    expect(err).toMatch(message);
    expect(out + err).not.toContain('topsecret');
  });

  it('says within seconds where Redis is not, and never its password', async () => {
    for (const words of [
      ['worker', at('out')],
      ['sweep', at('plan.yaml'), '--out', at('out')],
    ]) {
      const began = performance.now();
      const { code, out, err } = await ftn(...words, '--queue', 'redis://me:topsecret@127.0.0.1:1');
      expect(code).toBe(4);
      expect(err).toContain('redis://127.0.0.1:1/0: the queue cannot be reached: got ECONNREFUSED');
      expect(out + err).not.toContain('topsecret');
      // Ten times the promise, for a busy machine.
      expect(performance.now() - began).toBeLessThan(30_000);
    }
  });
});
