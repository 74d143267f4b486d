import type { Domain } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainDomain } from '../../loop/train-domain.js';
import {
  accuracyOf,
  tinyBackbone,
  tinyConfig,
  tinyDomain,
  tinyHeldOut,
  tinySource,
} from '../../testing/tiny-training.js';
import { pruneDomain } from './prune-domain.js';
import { type PruningTrial, smallestAdapter } from './smallest-adapter.js';

const backbone = tinyBackbone();
let domain: Domain;
const evaluate = (pruned: Domain) => accuracyOf(pruned, tinyHeldOut(90));

beforeAll(async () => {
  domain = tinyDomain(backbone, 'ftn', { rank: 3 });
  await trainDomain({ domain, data: tinySource(48, 8), config: { ...tinyConfig, epochs: 8 } });
});
afterAll(() => {
  domain.dispose();
  backbone.dispose();
});

describe('smallestAdapter', () => {
  it.each([0, 0.5, 5])('is smaller and loses at most %d points on validation', async (maxDrop) => {
    const trials: PruningTrial[] = [];
    const found = await smallestAdapter(domain, { maxDrop, evaluate, onTrial: (t) => void trials.push(t) });
    const pruned = pruneDomain(domain, found.kept);
    const measured = await evaluate(pruned);
    expect(measured).toBe(found.after);
    expect(found.before).toBe(await evaluate(domain));
    expect(measured).toBeGreaterThanOrEqual(found.before - maxDrop);
    expect(pruned.counts().convolutions).toBeLessThan(domain.counts().convolutions);
    // Nothing smaller was measured and found good.
    const accepted = trials.filter((trial) => trial.accepted).map(({ factors }) => factors);
    expect(Math.min(...accepted)).toBe(pruned.counts().convolutions);
    pruned.dispose();
  });

  it('removes single ranks of layers that have to stay', async () => {
    // One rank of one layer is all that matters.
    const matters = 'layer2.0.conv1';
    const found = await smallestAdapter(domain, {
      maxDrop: 1,
      evaluate: async (pruned) => (pruned.parts.parametrizations.get(matters)?.rank ? 90 : 0),
    });
    expect([...found.kept.keys()]).toEqual([matters]);
    expect(found.kept.get(matters)).toHaveLength(1);
  });

  it('allows an error to rise by the drop instead of falling', async () => {
    const whole = domain.counts().convolutions;
    // An error that grows by one for all that is taken out.
    const error = async (pruned: Domain) => 2 - pruned.counts().convolutions / whole;
    const found = await smallestAdapter(domain, { maxDrop: 0.5, better: 'lower', evaluate: error });
    expect(found.before).toBe(1);
    expect(found.after).toBeLessThanOrEqual(1.5);
    expect(found.after).toBeGreaterThan(1.3);
  });

  it('removes everything where everything may be lost, and nothing without trials', async () => {
    expect((await smallestAdapter(domain, { maxDrop: 100, evaluate })).kept.size).toBe(0);
    const none = await smallestAdapter(domain, { maxDrop: 100, evaluate, trials: 0 });
    expect(none).toMatchObject({ trials: 0, after: none.before });
    expect([...none.kept.values()].every((keep) => keep === 'all')).toBe(true);
  });

  it('refuses a drop that is not a number', async () => {
    await expect(smallestAdapter(domain, { maxDrop: Number.NaN, evaluate })).rejects.toThrow(UsageError);
    await expect(smallestAdapter(domain, { maxDrop: -1, evaluate })).rejects.toThrow(UsageError);
  });
});
