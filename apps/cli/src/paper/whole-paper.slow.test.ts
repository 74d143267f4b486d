import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn } from '../testing/commands.js';

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'ftn-paper-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

const phases = 'methods.adashare.phases={warm-up: {epochs: 1}, policy: {epochs: 1}, retrain: {epochs: 1}}';

/** The whole paper, cut down to a few steps: everything runs, the numbers mean nothing. */
const all = (...words: string[]) =>
  ftn(
    ...['reproduce', 'all', '--mini', '--seed', '0', '--out', out, ...words],
    ...['--set', 'madeUp={train: 2, val: 1, test: 1}', '--set', 'epochs=1'],
    ...['table-s1', 'imagenet-to-sketch', 'domainnet'].flatMap((name) => ['--set', `${name}.${phases}`]),
    ...['--set', 'figure-s5.generator.classifier={train: 5, test: 5, epochs: 1}'],
  );

const tables = async () => {
  const folders = (await readdir(out, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const read = folders
    .filter(({ name }) => name !== 'runs')
    .map(async ({ name }) => [name, await readFile(join(out, name, 'table.csv'), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(read));
};

describe.runIf(process.env.FTN_SLOW)('ftn reproduce all --mini', () => {
  it('makes every table and figure, lists one that fails, and given again makes what is missing, to the same tables', async () => {
    const broken = await all('--set', 'nyud.decoder.width=0');
    expect(broken.code).toBe(3);
    expect(broken.err).toContain('1 of 10 experiments failed: nyud');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('9 of 10 made');
    // Figures stand on the runs of the tables by the same recipe.
    for (const figure of ['figure-s1', 'figure-s2', 'figure-s4'])
      expect(broken.err).toMatch(new RegExp(`going on in .*${figure}: (\\d+) of \\1 runs are finished`));
    const first = await tables();
    const whole = await all();
    expect(whole.code, whole.err).toBe(0);
    const page = await readFile(join(out, 'report.html'), 'utf8');
    expect(page).toContain('10 of 10 made');
    const second = await tables();
    expect(Object.keys(second)).toHaveLength(10);
    expect({ ...second, nyud: undefined }).toEqual({ ...first, nyud: undefined });
    // What was finished took no step: only rooms were trained.
    const trained = whole.err.split('\n').filter((line) => /loss [\d.]+/.test(line));
    expect(trained.filter((line) => !/edge|semseg|depth|normals/.test(line))).toEqual([]);
    const csv = await readFile(join(out, 'tables.csv'), 'utf8');
    for (const name of Object.keys(second)) expect(csv).toContain(`\n${name}-mini,`);
  }, 1_800_000);
});
