import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { weightsOf, writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallRuns, swept } from '../testing/swept.js';
import { planSweep } from './plan-sweep.js';
import { sweep } from './sweep.js';
import type { WrittenPlan } from './sweep-plan.js';
import { type Sweep, sweepTable } from './sweep-status.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const set = smallRuns;
let plan: WrittenPlan;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-sweep-'));
  await writeTinyDomain(at('photos'), 3);
  await writeTinyDomain(at('both', 'drawings'), 2);
  await writeTinyDomain(at('both', 'emoji'), 3);
  plan = { data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], ranks: [1, 2], seeds: [0, 1], set };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const numbers = ({ results }: Sweep) =>
  results.map(({ system, seed, metrics }) => [system.method, system.rank, seed, metrics]);

describe('planSweep', () => {
  it('runs each value of every list with each of the others', async () => {
    const { cells } = await planSweep({ plan: { ...plan, vary: { epochs: [1, 2] } } });
    expect(cells).toHaveLength(3 * 2 * 2);
    expect(cells[0]!.label).toBe(`ftn R=1 · ${at('photos')} · epochs=1 · seed 0`);
    expect(cells.at(-1)!.label).toBe(`fc-and-bn-only · ${at('photos')} · epochs=2 · seed 1`);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(12);
  });

  it('puts named variants beside one another, each with every value that varies', async () => {
    const variants = { plain: {}, smooth: { labelSmoothing: 0.1, maxGradNorm: 1 } };
    const { cells } = await planSweep({
      plan: { ...plan, methods: ['fc-and-bn-only'], seeds: [0], variants, vary: { epochs: [1, 2] } },
    });
    expect(cells.map(({ variant }) => variant)).toEqual([
      'plain, epochs=1',
      'plain, epochs=2',
      'smooth, epochs=1',
      'smooth, epochs=2',
    ]);
    expect(cells[3]!.options.set).toEqual(
      expect.arrayContaining(['labelSmoothing=0.1', 'maxGradNorm=1', 'epochs=2']),
    );
  });

  it('varies a method by its own keys alone', async () => {
    const vary = { 'methods.ftn.optimizers.factors.rate': [0.01, 0.02], epochs: [1, 2] };
    const { cells } = await planSweep({ plan: { ...plan, ranks: [1], seeds: [0], vary } });
    const of = (method: string) => cells.filter(({ options }) => options.method === method);
    expect(of('ftn')).toHaveLength(4);
    expect(of('fc-and-bn-only').map(({ variant }) => variant)).toEqual(['epochs=1', 'epochs=2']);
  });

  it('takes a folder of domains and a made-up set apart', async () => {
    const [folder, words] = await Promise.all(
      [at('both'), 'mini-sketch'].map((data) =>
        planSweep({ plan: { ...plan, data, methods: ['fc-and-bn-only'], seeds: [0] } }),
      ),
    );
    expect(folder!.cells.map(({ options }) => options.data)).toEqual([at('both/drawings'), at('both/emoji')]);
    expect(words!.cells.map(({ options }) => options.data)).toContain('mini-sketch/flowers');
    expect(words!.cells).toHaveLength(5);
  });

  it('gives the same run the same id, whatever the plan around it and the order of its keys', async () => {
    const idsOf = async (changed: Partial<WrittenPlan>) =>
      (await planSweep({ plan: { ...plan, ...changed } })).cells.map(({ id }) => id);
    const all = await idsOf({});
    const [one] = await idsOf({ ranks: [2], seeds: [1], methods: ['ftn'] });
    expect(all).toContain(one);
    const turned = Object.fromEntries(Object.entries(set).reverse());
    expect(await idsOf({ set: turned })).toEqual(all);
    // Written out or by default, a setting is the same.
    expect(await idsOf({ set: { ...set, keep: 'best' } })).toEqual(all);
    for (const other of [{ threads: 2 }, { limit: 3 }, { testLimit: 1 }, { set: { ...set, epochs: 2 } }])
      for (const id of await idsOf(other)) expect(all).not.toContain(id);
  });

  it('gives a run another id once an image it trains or is measured on is another', async () => {
    await writeTinyDomain(at('edited'), 3);
    const idOf = async () =>
      (await planSweep({ plan: { ...plan, data: at('edited'), ranks: [1], seeds: [0], methods: ['ftn'] } }))
        .cells[0]!.id;
    const before = await idOf();
    expect(await idOf()).toBe(before);
    const [name] = await readdir(at('edited', 'test'));
    const [image, other] = await readdir(at('edited', 'test', name!));
    await writeFile(at('edited', 'test', name!, image!), await readFile(at('edited', 'test', name!, other!)));
    expect(await idOf()).not.toBe(before);
  });

  it.each<[string, Partial<WrittenPlan>, RegExp]>([
    ['an unknown key', { rank: [1] } as object, /plan.*unknown.*'rank'|'rank'/],
    ['an unknown method', { methods: ['ftm'] }, /unknown method 'ftm'/],
    ['a key the recipe has not', { vary: { epoch: [1] } }, /'epoch'/],
    ['one value twice', { vary: { epochs: [1, 1] } }, /are the same run/],
    ['a value that is the default', { vary: { epochs: [1], 'input.size': [32, 32] } }, /are the same run/],
    [
      'a generator',
      { data: 'mini-seasons', recipe: 'mini-seasons', methods: ['ftn'], set: {} },
      /no generators/,
    ],
    ['data that is not there', { data: 'nowhere' }, /nowhere/],
    ['no seed', { seeds: [] }, /seeds/],
  ])('refuses %s', async (_, change, message) => {
    await expect(planSweep({ plan: { ...plan, ...change } })).rejects.toThrow(message);
  });
});

describe('sweep', () => {
  it('trains every run, and again only what is missing', async () => {
    const few = { ...plan, ranks: [1] };
    const { result, notes } = await swept(sweep({ plan: few, out: at('one'), jobs: 1 }));
    expect(result.cells.map(({ state }) => state)).toEqual(Array(4).fill('finished'));
    expect(notes[0]).toContain('4 runs in');
    const { rows } = sweepTable(result);
    expect(rows.map(({ method, rank }) => [method, rank])).toEqual([
      ['ftn', 1],
      ['fc-and-bn-only', undefined],
    ]);
    // Over two seeds.
    expect(rows[0]).toHaveProperty('deviation');
    const before = await weightsOf(result);
    await rm(join(at('one'), 'cells', result.cells[3]!.id), { recursive: true });
    const again = await swept(sweep({ plan: few, out: at('one') }));
    expect(again.notes[0]).toContain('3 are finished, 1 to do, 1 at once');
    expect(numbers(again.result)).toEqual(numbers(result));
    expect(await weightsOf(again.result)).toEqual(before);
  });

  it('does not end with a run that fails, and tries that one alone again', async () => {
    const bad = {
      ...plan,
      methods: ['ftn'],
      ranks: [1],
      seeds: [0],
      vary: { 'methods.ftn.optimizers.factors.rate': [1e30, 0.001] },
    };
    const first = await swept(sweep({ plan: bad, out: at('bad'), jobs: 1 }));
    expect(first.result.cells.map(({ state }) => state)).toEqual(['failed', 'finished']);
    expect(first.result.cells[0]!.failure!.message).toMatch(/not finite|NaN|diverged/i);
    expect(first.result.results).toHaveLength(1);
    const again = await swept(sweep({ plan: bad, out: at('bad') }));
    expect(again.notes[0]).toContain('1 are finished, 1 to do');
  });
});
