import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InterruptedError } from '@ftn/errors';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../progress/events.js';
import type { Run } from '../progress/run.js';
import { planSweep, sweep } from './sweep.js';
import type { WrittenPlan } from './sweep-plan.js';
import { readSweep, type Sweep, sweepTable } from './sweep-status.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
const set = {
  backbone: 'resnet10-small',
  'input.size': 32,
  batchSize: 4,
  epochs: 1,
  transforms: { train: 'small-training', evaluate: 'small-evaluation' },
};
let plan: WrittenPlan;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-sweep-'));
  await writeTinyDomain(at('photos'), 3);
  await writeTinyDomain(at('both', 'drawings'), 2);
  await writeTinyDomain(at('both', 'emoji'), 3);
  plan = { data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], ranks: [1, 2], seeds: [0, 1], set };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A sweep to its end, and the lines it says. */
async function swept(run: Run<Sweep>): Promise<{ result: Sweep; notes: string[]; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  return { result: await run, notes, events };
}

/** The bytes of every adapter's weights, by the label of its run. */
const weightsOf = async ({ cells, out }: Sweep) =>
  Object.fromEntries(
    await Promise.all(
      cells.map(async ({ id, label }) => {
        const file = join(out, 'cells', id, 'run', 'adapter', 'adapter.safetensors');
        return [label, (await readFile(file)).toString('base64')] as const;
      }),
    ),
  );

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
    const { result, notes } = await swept(sweep({ plan, out: at('one'), jobs: 1 }));
    expect(result.cells.map(({ state }) => state)).toEqual(Array(6).fill('finished'));
    expect(notes[0]).toContain('6 runs in');
    const { rows } = sweepTable(result);
    expect(rows.map(({ method, rank }) => [method, rank])).toEqual([
      ['ftn', 1],
      ['ftn', 2],
      ['fc-and-bn-only', undefined],
    ]);
    // Over two seeds.
    expect(rows[0]).toHaveProperty('deviation');
    const before = await weightsOf(result);
    await rm(join(at('one'), 'cells', result.cells[3]!.id), { recursive: true });
    const again = await swept(sweep({ plan, out: at('one') }));
    expect(again.notes[0]).toContain('5 are finished, 1 to do, 1 at once');
    expect(numbers(again.result)).toEqual(numbers(result));
    expect(await weightsOf(again.result)).toEqual(before);
  });

  it('gives the same bits in several processes', async () => {
    const { result } = await swept(sweep({ plan, out: at('several'), jobs: 3 }));
    const one = await readSweep(at('one'));
    expect(numbers(result)).toEqual(numbers(one));
    expect(await weightsOf(result)).toEqual(await weightsOf(one));
  });

  it('says how a changed plan differs, and keeps what it has in common', async () => {
    const { result, notes } = await swept(
      sweep({ plan: { ...plan, ranks: [1], seeds: [0, 2] }, out: at('one') }),
    );
    expect(notes[0]).toBe(
      'the plan changed: 2 runs are kept, 2 are new, 4 are no longer in it; their folders stay',
    );
    expect(notes[1]).toContain('2 are finished, 2 to do');
    expect(result.cells).toHaveLength(4);
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

  it('stops with checkpoints saved, and goes on to the same bits', async () => {
    const longer = { ...plan, methods: ['ftn'], ranks: [1], seeds: [0, 1], set: { ...set, epochs: 6 } };
    const whole = await swept(sweep({ plan: longer, out: at('whole'), jobs: 1 }));
    const stop = new AbortController();
    const run = sweep({ plan: longer, out: at('stopped'), jobs: 2, signal: stop.signal });
    const stopped = (async () => {
      for await (const event of run) if (event.kind === 'progress') stop.abort();
      return run;
    })();
    await expect(stopped).rejects.toThrow(InterruptedError);
    const states = (await readSweep(at('stopped'))).cells.map(({ state }) => state);
    expect(states).toContain('stopped');
    const { result } = await swept(sweep({ plan: longer, out: at('stopped') }));
    expect(await weightsOf(result)).toEqual(await weightsOf(whole.result));
  });

  it('lets two sweeps share one folder, each run trained once', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => swept(sweep({ plan, out: at('shared'), jobs: 1 }))),
    );
    const began = [one!, two!].flatMap(({ notes }) =>
      notes.filter((note) => note.includes('another process trains it')),
    );
    const states = (await readSweep(at('shared'))).cells.map(({ state }) => state);
    expect(states).toEqual(Array(6).fill('finished'));
    expect(began.length).toBeGreaterThanOrEqual(0);
    expect(await weightsOf(await readSweep(at('shared')))).toEqual(
      await weightsOf(await readSweep(at('several'))),
    );
  });
});
