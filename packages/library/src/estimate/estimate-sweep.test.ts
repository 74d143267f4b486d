import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunCheckpoint, readTensorFile } from '@ftn/checkpoints/node';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../sweep/sweep.js';
import type { WrittenPlan } from '../sweep/sweep-plan.js';
import type { Sweep } from '../sweep/sweep-status.js';
import { smallRuns, swept } from '../testing/swept.js';
import { describeEstimate } from './describe-estimate.js';
import { estimateSweep } from './estimate-sweep.js';

let scratch: string;
const at = (...parts: string[]) => join(scratch, ...parts);
let plan: WrittenPlan;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-estimate-'));
  await writeTinyDomain(at('photos'), 11);
  plan = {
    data: at('photos'),
    methods: ['ftn', 'fc-and-bn-only'],
    ranks: [2],
    seeds: [0, 1],
    set: smallRuns,
  };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const runFolders = ({ out, cells }: Sweep) => cells.map(({ id }) => join(out, 'cells', id, 'run'));

/** Bytes of the tensors that a sweep left, read from its files. */
async function bytesLeft(result: Sweep): Promise<number> {
  let bytes = 0;
  const add = (tensors: ReadonlyMap<string, { readonly data: { readonly byteLength: number } }>) => {
    for (const { data } of tensors.values()) bytes += data.byteLength;
  };
  for (const folder of runFolders(result)) {
    add((await readTensorFile(join(folder, 'adapter', 'adapter.safetensors'))).tensors);
    for (const name of await readdir(folder))
      if (/\.ftn$/.test(name)) add((await readRunCheckpoint(join(folder, name))).tensors);
  }
  return bytes;
}

/** Steps that a sweep took, by its newest checkpoints. */
async function stepsTaken(result: Sweep): Promise<number> {
  let steps = 0;
  for (const folder of runFolders(result)) {
    const found = (await readdir(folder)).map((name) => Number(/^step-(\d+)\.ftn$/.exec(name)?.[1] ?? 0));
    steps += Math.max(...found);
  }
  return steps;
}

describe('estimateSweep', () => {
  it.each([
    ['the only epoch', { ...smallRuns, batchSize: 5 }, [0, 1]],
    ['the best of several', { ...smallRuns, epochs: 3, keep: 'best' }, [0]],
  ])('counts steps and bytes as the runs come to them, keeping %s', async (name, set, seeds) => {
    const options = { plan: { ...plan, set, seeds }, out: at(name), jobs: 2 };
    const estimate = (await estimateSweep(options))!;
    const runs = 2 * seeds.length;
    expect(estimate).toMatchObject({ runs, atOnce: 2 });
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.seconds).toBeLessThan(600);
    expect(estimate.memory).toBeGreaterThan(5e7);
    expect(estimate.memory).toBeLessThan(3e9);
    const { result, notes } = await swept(sweep(options));
    expect(notes).toContainEqual(
      expect.stringMatching(
        new RegExp(`^${runs} runs to do: about .* with 2 at once, up to \\d\\.\\d GB each, .* on disk$`),
      ),
    );
    expect(estimate.steps).toBe(await stepsTaken(result));
    expect(estimate.disk).toBe(await bytesLeft(result));
    expect(await estimateSweep(options)).toBeNull();
  });

  it('counts only what is left, by the time that runs of the same kind took', async () => {
    const set = { ...smallRuns, epochs: 2 };
    const options = { plan: { ...plan, set }, out: at('half'), jobs: 1 };
    const first = { ...options, plan: { ...plan, set, seeds: [0] } };
    const whole = (await estimateSweep(options))!;
    const { result } = await swept(sweep(first));
    const left = (await estimateSweep(options))!;
    expect(left).toMatchObject({ runs: 2, steps: whole.steps / 2, disk: whole.disk / 2 });
    const took = result.cells.reduce((sum, { result: one }) => sum + one!.seconds, 0);
    expect(left.seconds).toBeCloseTo(took, 6);
  });

  it('leaves out the steps that a stopped run has in its checkpoint', async () => {
    const set = { ...smallRuns, epochs: 4 };
    const options = { plan: { ...plan, methods: ['ftn'], seeds: [0], set }, out: at('stopped'), jobs: 1 };
    const whole = (await estimateSweep(options))!;
    const stop = new AbortController();
    const run = sweep({ ...options, signal: stop.signal });
    await expect(
      (async () => {
        for await (const event of run)
          if (event.kind === 'progress' && event.done > 0.3 && event.label === 'sweeping') stop.abort();
      })(),
    ).rejects.toThrow();
    const left = (await estimateSweep(options))!;
    expect(left.steps).toBeGreaterThan(0);
    expect(left.steps).toBeLessThan(whole.steps);
  });

  it('says what hinders it, and the sweep goes on to say so of each run', async () => {
    await writeFile(at('broken.safetensors'), 'no tensors');
    const options = {
      plan: { ...plan, methods: ['ftn'], seeds: [0], weights: at('broken.safetensors') },
      out: at('no'),
    };
    await expect(estimateSweep(options)).rejects.toThrow(/could not be measured: got .*broken\.safetensors/s);
    const { result, notes } = await swept(sweep(options));
    expect(notes).toContainEqual(expect.stringContaining('could not be measured'));
    expect(result.cells.map(({ state }) => state)).toEqual(['failed']);
  });
});

describe('describeEstimate', () => {
  const estimate = { runs: 12, steps: 1, atOnce: 2, seconds: 840, memory: 4.4e8, disk: 3.1e6 };
  it.each([
    [estimate, '12 runs to do: about 14 minutes with 2 at once, up to 0.4 GB each, 3.1 MB on disk'],
    [
      { ...estimate, runs: 1, atOnce: 1, seconds: 0.2, disk: 8e3 },
      '1 run to do: about 1 second, up to 0.4 GB, 8.0 kB on disk',
    ],
    [
      { ...estimate, seconds: 3 * 86_400, memory: 2.06e10, disk: 2.51e11 },
      '12 runs to do: about 3 days with 2 at once, up to 20.6 GB each, 251 GB on disk',
    ],
    [
      { ...estimate, seconds: 9000 },
      '12 runs to do: about 2.5 hours with 2 at once, up to 0.4 GB each, 3.1 MB on disk',
    ],
  ])('%#', (one, line) => {
    expect(describeEstimate(one)).toBe(line);
  });
});
