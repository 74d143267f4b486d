import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallRuns, swept } from '../testing/swept.js';
import { sweep } from './sweep.js';
import type { WrittenPlan } from './sweep-plan.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-search-'));
  await writeTinyDomain(join(scratch, 'photos'), 6);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const ranges = {
  'methods.ftn.optimizers.factors.rate': [0.001, 0.1] as [number, number],
  'methods.fc-and-bn-only.optimizers.default.rate': [0.01, 1] as [number, number],
};

/** A search of so many candidates for two methods; some of them diverge. */
const planOf = (candidates: number, more: object = {}): WrittenPlan => ({
  ...{
    data: join(scratch, 'photos'),
    methods: ['ftn', 'fc-and-bn-only'],
    ranks: [1],
    seeds: [0],
    set: smallRuns,
  },
  search: { ranges: { ...ranges, ...more }, candidates, keep: 3, epochs: [1, 2] },
});

describe.runIf(process.env.FTN_SLOW)('a search', () => {
  it('chooses the rates of every method by as many candidates, then trains the plan with them; given again it trains none', async () => {
    const plan = planOf(3, { rank: [1, 8] });
    const first = await swept(sweep({ plan, out: join(scratch, 'first'), jobs: 2 }));
    expect(first.notes).toContain('search, 1 epochs: 6 candidates of 2 methods');
    expect(first.notes).toContain('search, 2 epochs: 2 candidates of 2 methods');
    const record = JSON.parse(await readFile(join(scratch, 'first', 'search.json'), 'utf8'));
    for (const { chosen, score, rungs } of record.methods) {
      expect(rungs.map((rung: { candidates: unknown[] }) => rung.candidates.length)).toEqual([3, 1]);
      // The best of the first rung on validation images is the one that was trained longer.
      const scores = rungs[0].candidates.map((one: { score: number }) => one.score);
      const firstBest = rungs[0].candidates[scores.indexOf(Math.max(...scores))];
      expect(chosen).toEqual(firstBest.candidate);
      expect(score).toBe(rungs[1].candidates[0].score);
    }
    const { result } = first;
    expect(result.chosen).toEqual([
      expect.stringMatching(
        /^ftn: .*rank=\d.* of 3 candidates by validation accuracy \(.*\) after 1 and 2 epochs$/,
      ),
      expect.stringMatching(/^fc-and-bn-only: methods\.fc-and-bn-only\..* of 3 candidates/),
    ]);
    // What is reported is of the plan's own seed, at the rates and the rank that were chosen.
    expect(result.results.map(({ seed }) => seed)).toEqual([0, 0]);
    const [ftn] = record.methods;
    expect(result.results[0]!.system.options.rank).toBe(ftn.chosen.rank);
    expect(result.results[0]!.system.config.optimizers.factors!.rate).toBe(
      ftn.chosen['methods.ftn.optimizers.factors.rate'],
    );
    const again = await swept(sweep({ plan, out: join(scratch, 'first'), jobs: 2 }));
    expect(again.notes.at(-1)).toContain('2 are finished, 0 to do');
    expect(again.events.filter(({ kind }) => kind === 'progress')).toEqual([]);
    expect(again.result.results).toEqual(result.results);
  });

  const out = () => join(scratch, 'out');

  it('searches anew where the number of candidates changed, and reads those it has', async () => {
    await sweep({ plan: planOf(3), out: out(), jobs: 2 });
    const { notes } = await swept(sweep({ plan: planOf(4), out: out(), jobs: 2 }));
    expect(notes).toContain('search, 1 epochs: 8 candidates of 2 methods');
    // Three of four candidates of each method were drawn before.
    expect(notes.some((line) => /^8 runs in .*: 6 are finished, 2 to do/.test(line))).toBe(true);
  });

  it('passes over candidates that diverge, and says where all of a method do', async () => {
    const mad = { 'methods.ftn.optimizers.factors.rate': { of: [0.01, 1e30, 3e30] } };
    const { result } = await swept(sweep({ plan: planOf(3, mad), out: join(scratch, 'mad'), jobs: 2 }));
    expect(result.results[0]!.system.config.optimizers.factors!.rate).toBe(0.01);
    const madder = { 'methods.ftn.optimizers.factors.rate': { of: [1e30, 2e30, 3e30] } };
    const all = sweep({ plan: planOf(3, madder), out: join(scratch, 'mad'), jobs: 2 });
    await expect(all).rejects.toThrow("no candidate of 'ftn' reached a number on validation images");
  });
});
