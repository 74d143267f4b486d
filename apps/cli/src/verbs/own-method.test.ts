import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, spawnFtn, tinyRecipe } from '../testing/commands.js';

interface Rows {
  readonly rows: readonly { readonly method: string; readonly metric: string; readonly value: number }[];
}

let scratch: string;
let data: string;
let file: string;
let image: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const training = ['--recipe', tinyRecipe, '--workers', '0'];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-own-method-'));
  data = await writeTinyDomain(at('colours'), 20);
  file = at('heads.mjs');
  await writeFile(
    file,
    `export default {
      name: 'heads-alone', title: 'Heads alone', summary: 'a head on the frozen network', options: {},
      create: () => ({ convolution: () => null, ownsBatchNorm: () => false, usesShared: true, traits: { startsAtBase: true } }),
    };`,
  );
  const [split] = await readdir(join(data, 'test'));
  const [first] = await readdir(join(data, 'test', split!));
  image = join(data, 'test', split!, first!);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a method defined in a user’s file', () => {
  it('is trained and saved, and found again through --use', async () => {
    const out = at('run');
    const trained = await ftn('train', ...training, '--data', data, '--method', file, '--out', out, '--json');
    expect(trained.code, trained.err).toBe(0);
    const { rows } = lastJson(trained.out) as unknown as Rows;
    expect(rows[0]!.method).toBe('heads-alone');
    const manifest = await readFile(join(out, 'adapter', 'adapter.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ method: 'heads-alone' });

    // A process of its own knows the method only from --use.
    const adapter = ['--adapter', join(out, 'adapter')];
    const unknown = await spawnFtn(['predict', image, ...adapter, '--json']).ended;
    expect(unknown.code, unknown.err).toBe(3);
    expect(unknown.err).toContain("unknown method 'heads-alone'");
    expect(unknown.err).toContain('--use');
    const known = await spawnFtn(['predict', image, ...adapter, '--use', file, '--json']).ended;
    expect(known.code, known.err).toBe(0);
    const again = await spawnFtn(['evaluate', ...adapter, '--use', file, '--json']).ended;
    expect(again.code, again.err).toBe(0);
    expect(JSON.stringify(lastJson(again.out))).toContain(String(rows[0]!.value));
  });

  it('joins a comparison by its path, and matches the built-in method it repeats', async () => {
    const methods = `feature-extractor,${file}`;
    const words = [
      'compare',
      ...training,
      '--data',
      data,
      '--methods',
      methods,
      '--out',
      at('all'),
      '--json',
    ];
    const { code, err, out } = await ftn(...words);
    expect(code, err).toBe(0);
    const { rows } = lastJson(out) as unknown as Rows;
    const [frozen, own] = ['feature-extractor', 'heads-alone'].map((name) =>
      rows.filter(({ method }) => method === name).map(({ metric, value }) => [metric, value]),
    );
    expect(own).toEqual(frozen);
    expect(own!.length).toBeGreaterThan(0);
  });

  it('is refused by file name when the file does not exist', async () => {
    const { code, err } = await ftn('compare', ...training, '--data', data, '--methods', './none.mjs');
    expect(code).toBe(4);
    expect(err).toMatch(/none\.mjs: the file with a method is missing/);
  });
});
