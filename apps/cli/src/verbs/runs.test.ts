import { appendFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const runs = (...words: string[]) => ftn('runs', at('runs'), ...words);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-runs-'));
  const data = await writeTinyDomain(at('colours'));
  const words = ['train', '--recipe', tinyRecipe, '--workers', '0', '--data', data, '--method', 'ftn'];
  const { code, err } = await ftn(...words, '--rank', '2', '--out', at('runs/deep/two'));
  expect(code, err).toBe(0);
  await cp(at('runs/deep/two'), at('runs/three'), { recursive: true });
  // As if it had been stopped, with another rank.
  await rm(at('runs/three/measured.json'));
  await writeFile(
    at('runs/three/settings.json'),
    JSON.stringify({ method: 'ftn', options: { rank: 3 }, epochs: 9, note: '=1+1' }),
  );
  await cp(at('runs/deep/two'), at('runs/older'), { recursive: true });
  await rm(at('runs/older/settings.json'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Row {
  run: string;
  state: string;
  rank: number;
  value?: number;
  metric?: string;
  epochs: string;
}
const rowsOf = (out: string) => (lastJson(out) as { rows: Row[] }).rows;

describe('ftn runs', () => {
  it('lists every run below a folder by its own records, those of earlier versions by their checkpoint', async () => {
    const { code, out, err } = await runs('--json');
    expect(code, err).toBe(0);
    const rows = rowsOf(out);
    expect(rows.map(({ run, state, rank }) => [run, state, rank])).toEqual([
      [at('runs/deep/two'), 'finished', 2],
      [at('runs/older'), 'finished', 2],
      [at('runs/three'), 'unfinished', 3],
    ]);
    expect(rows[0]).toMatchObject({ metric: 'accuracy', data: 'colours' });
    expect(rows[0]!.value).toBe(rows[1]!.value);
    expect(rows[2]!.epochs).toMatch(/^\d+\/9$/);
  });

  it('filters by columns, metrics and settings, sorts both ways, and prints CSV', async () => {
    const few = rowsOf(
      (await runs('--filter', 'options.rank=2', '--filter', 'state=finished', '--json')).out,
    );
    expect(few.map(({ run }) => run)).toEqual([at('runs/deep/two'), at('runs/older')]);
    const ranks = async (key: string) =>
      rowsOf((await runs('--sort', key, '--json')).out).map(({ rank }) => rank);
    expect(await ranks('rank')).toEqual([2, 2, 3]);
    expect(await ranks('-rank')).toEqual([3, 2, 2]);
    // Without the key a run comes last.
    expect(await ranks('value')).toEqual([2, 2, 3]);
    const csv = (await runs('--csv', '--filter', 'note==1+1')).out.trimEnd().split('\n');
    expect(csv).toHaveLength(2);
    expect(csv[0]).toMatch(/^note,run,state,method,rank,/);
    expect(csv[1]).toMatch(/^'=1\+1,/);
  });

  it('shows a table, and warns of broken files without ending', async () => {
    await mkdir(at('broken/a'), { recursive: true });
    await cp(at('runs/three'), at('broken/b'), { recursive: true });
    await writeFile(at('broken/a/measured.json'), '{"measured":');
    await appendFile(at('broken/b/metrics.jsonl'), '{"kind":"step","step":1\u001b[31m');
    await writeFile(at('broken/b/settings.json'), '[1]');
    const { code, out, err } = await ftn('runs', at('broken'));
    expect(code).toBe(0);
    expect(err).toContain('measured.json: this is not an object of JSON');
    expect(err).toMatch(/metrics\.jsonl: 1 damaged lines are left out/);
    expect(err).toContain('settings.json: this is not an object of JSON');
    expect(err).not.toContain('\u001b');
    expect(out.split('\n').filter((line) => line.startsWith('broken'))).toHaveLength(2);
    expect(err).toContain('2 of 2 runs, 2 of them not finished');
  });

  it.each([
    [['--filter', 'rank'], "the filter 'rank' is not a comparison: expected key=value"],
    [['--sort', 'optins.rank'], "no run has 'optins.rank'. Did you mean 'options.rank'?"],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await runs(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('refuses a folder that is not there', async () => {
    const { code, err } = await ftn('runs', at('nowhere'));
    expect(code).toBe(4);
    expect(err).toContain('there is no folder of runs');
  });
});
