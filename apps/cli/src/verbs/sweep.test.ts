import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ftn, lastJson, tinyRecipe } from '../testing/commands.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);

/** A plan of two runs, of which one cannot be trained at its rate. */
const planOf = (rates: readonly number[]) =>
  [
    `data: ${JSON.stringify(at('colours'))}`,
    `recipe: ${JSON.stringify(tinyRecipe)}`,
    'ranks: 1',
    `vary: { methods.ftn.optimizers.factors.rate: ${JSON.stringify(rates)} }`,
  ].join('\n');

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-sweep-verb-'));
  await writeTinyDomain(at('colours'));
  await writeFile(at('good.yaml'), planOf([0.01, 0.02]));
  await writeFile(at('bad.yaml'), planOf([1e30, 0.02]));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Swept {
  readonly rows: readonly Record<string, unknown>[];
  readonly runs: readonly { readonly state: string; readonly folder: string; readonly error?: string }[];
}
const sweptOf = (out: string) => lastJson(out) as unknown as Swept;

describe('ftn sweep', () => {
  it('lists the runs of a plan without training or writing any', async () => {
    const { code, out, err } = await ftn('sweep', at('good.yaml'), '--out', at('none'), '--dry-run');
    expect(code, err).toBe(0);
    expect(out.match(/^waiting /gm)).toHaveLength(2);
    expect(err).toContain('0 are finished, 2 to do');
    expect(err).toMatch(/2 runs to do: about .*, up to \d\.\d GB each, .* on disk/);
    await expect(readFile(at('none', 'sweep.json'))).rejects.toThrow('ENOENT');
  });

  it('says as fields what is left would take, of a queue by one worker', async () => {
    const words = ['sweep', at('good.yaml'), '--out', at('none'), '--dry-run'];
    const { code, out, err } = await ftn(...words, '--jobs', '2', '--json');
    expect(code, err).toBe(0);
    const { estimate } = lastJson(out) as unknown as { estimate: Record<string, number> };
    expect(Object.keys(estimate).sort()).toEqual(['atOnce', 'disk', 'memory', 'runs', 'seconds', 'steps']);
    expect(estimate).toMatchObject({ atOnce: 2, runs: 2 });
    for (const value of Object.values(estimate)) expect(value).toBeGreaterThan(0);
    const queued = await ftn(...words, '--queue', 'redis://127.0.0.1:1');
    expect(queued.err).toContain('by one worker like this machine');
  });

  it('lists the runs of the plan that the documentation begins with', async () => {
    const page = await readFile(new URL('../../../../docs/sweeps.md', import.meta.url), 'utf8');
    await writeFile(at('documented.yaml'), /```yaml\n([\s\S]*?)```/.exec(page)![1]!);
    const words = ['sweep', at('documented.yaml'), '--out', at('documented'), '--dry-run'];
    const { code, out, err } = await ftn(...words);
    expect(code, err).toBe(0);
    // Four systems of FTN at two rates and one without, in two variants, on two styles, by three seeds.
    expect(out.match(/^waiting /gm)).toHaveLength((4 * 2 + 1) * 2 * 2 * 3);
  });

  it('trains them, shows their table, and what was varied in it; given again it trains none', async () => {
    const words = ['sweep', at('good.yaml'), '--out', at('good'), '--jobs', '1', '--json'];
    const first = await ftn(...words);
    expect(first.code, first.err).toBe(0);
    const { rows, runs } = sweptOf(first.out);
    expect(rows.map(({ variant }) => variant)).toEqual(
      [0.01, 0.02].map((rate) => `methods.ftn.optimizers.factors.rate=${rate}`),
    );
    expect(runs.map(({ state }) => state)).toEqual(['finished', 'finished']);
    const again = await ftn(...words);
    expect(again.err).toContain('2 are finished, 0 to do');
    expect(sweptOf(again.out).rows).toEqual(rows);
    const paged = await ftn('sweep', 'status', at('good'), '--page', '--watch');
    expect(paged.code, paged.err).toBe(0);
    expect(await readFile(at('good', 'report.html'), 'utf8')).toContain('2 runs: 2 finished');
    const status = await ftn('sweep', 'status', at('good'));
    expect(status.code, status.err).toBe(0);
    expect(status.err).toContain('2 runs: 2 finished');
    expect(status.out).toMatch(/ftn/);
  });

  it('ends with 3 where a run fails, names it, and says why on request', async () => {
    const { code, err } = await ftn('sweep', at('bad.yaml'), '--out', at('bad'), '--jobs', '1');
    expect(code).toBe(3);
    expect(err).toMatch(/1 of 2 runs failed: ftn R=1 .*rate=1e\+30/);
    const status = await ftn('sweep', 'status', at('bad'), '--json');
    const [failed, fine] = sweptOf(status.out).runs;
    expect([failed!.state, fine!.state]).toEqual(['failed', 'finished']);
    expect(failed!.error).toMatch(/finite/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a plan that is not there', ['nowhere.yaml'], /nowhere\.yaml/],
    ['a folder without a sweep', ['status', '.'], /there is no sweep in this folder/],
    ['no run at once', ['good.yaml', '--jobs', '0'], /--jobs/],
  ])('refuses %s', async (_, [first, ...words], message) => {
    const place = first === 'status' ? [first, scratch] : [at(first!), ...words];
    const { code, err } = await ftn('sweep', ...place);
    expect([2, 4]).toContain(code);
    expect(err).toMatch(message);
  });
});
