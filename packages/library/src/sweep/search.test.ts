import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTinyDomain } from '@ftn/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallRuns } from '../testing/swept.js';
import { planSweep } from './plan-sweep.js';
import { drawCandidates, searchSchema } from './search-section.js';
import type { WrittenPlan } from './sweep-plan.js';

let scratch: string;
let plan: WrittenPlan;
const at = (...parts: string[]) => join(scratch, ...parts);

const factors = 'methods.ftn.optimizers.factors.rate';
const others = 'methods.fc-and-bn-only.optimizers.default.rate';
type Ranges = NonNullable<WrittenPlan['search']>['ranges'];
const ranges: Ranges = { [factors]: [0.001, 0.1], [others]: [0.01, 1], rank: [1, 8] };
const section = (more: object) => searchSchema.parse({ ranges, epochs: [1, 2], ...more });

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'ftn-search-'));
  await writeTinyDomain(at('photos'), 6);
  plan = {
    ...{ data: at('photos'), methods: ['ftn', 'fc-and-bn-only'], seeds: [0], set: smallRuns },
    search: { ranges, candidates: 3, keep: 3, epochs: [1, 2] },
  };
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('drawCandidates', () => {
  it('draws within the ranges, evenly by the logarithm, the same for a seed and others for another', () => {
    const drawn = drawCandidates(section({ candidates: 400 }), 'ftn');
    const rates = drawn.map((one) => one[factors] as number);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.001);
    expect(Math.max(...rates)).toBeLessThanOrEqual(0.1);
    // Half of two decades are below their middle.
    const low = rates.filter((rate) => rate < 0.01).length;
    expect(low).toBeGreaterThan(160);
    expect(low).toBeLessThan(240);
    expect(new Set(drawn.map(({ rank }) => rank))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(drawCandidates(section({ candidates: 400 }), 'ftn')).toEqual(drawn);
    expect(drawCandidates(section({ candidates: 5, seed: 1 }), 'ftn')).not.toEqual(drawn.slice(0, 5));
  });

  it('gives a method its own keys alone, and a rank where it has one', () => {
    const [candidate] = drawCandidates(section({}), 'fc-and-bn-only');
    expect(Object.keys(candidate!)).toEqual([others]);
  });

  it('refuses a method without a range, and ranges with too few candidates', () => {
    expect(() => drawCandidates(section({}), 'taps')).toThrow("the search has no range for 'taps'");
    const few = section({ ranges: { rank: [1, 2] }, candidates: 3 });
    expect(() => drawCandidates(few, 'ftn')).toThrow("the ranges of 'ftn' have 2 different candidates");
  });
});

describe('a plan with a search', () => {
  it('has no runs before its rates are chosen', async () => {
    await expect(planSweep({ plan, out: at('out') })).rejects.toThrow(
      'the rates of this plan are not chosen yet',
    );
  });
});
