import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import type { System } from '../recipes/systems.js';
import { rateTrials, tuneRates, withRates } from './tune-rates.js';

const sgd = { kind: 'sgd', rate: 1, momentum: 0.9, decay: 0, nesterov: false } as const;
const system: System = {
  method: 'ftn',
  rank: 4,
  options: { rank: 4 },
  config: { epochs: 1, batchSize: 1, seed: 0, schedule: { kind: 'constant' }, optimizers: { default: sgd } },
  candidates: { factors: [0.1, 0.01], default: [1, 2] },
};

describe('rateTrials', () => {
  it('lists every combination, the first group slowest', () => {
    expect(rateTrials(system.candidates)).toEqual([
      { factors: 0.1, default: 1 },
      { factors: 0.1, default: 2 },
      { factors: 0.01, default: 1 },
      { factors: 0.01, default: 2 },
    ]);
    expect(rateTrials({})).toEqual([{}]);
  });
});

describe('withRates', () => {
  it('changes only the rate; a group without an optimizer takes the default one', () => {
    const { optimizers } = withRates(system, { factors: 0.5 }).config;
    expect(optimizers).toEqual({ default: sgd, factors: { ...sgd, rate: 0.5 } });
    expect(system.config.optimizers).toEqual({ default: sgd });
  });
});

describe('tuneRates', () => {
  const scores = [10, 30, 30, 20];

  it('keeps the best rates after trying all within the budget; ties go to the earlier trial', async () => {
    let call = 0;
    const validate = async () => scores[call++]!;
    const { system: best, trials } = await tuneRates(system, system.candidates, { budget: 4, validate });
    expect(call).toBe(4);
    expect(trials.map((trial) => trial.validation)).toEqual(scores);
    expect(best.config.optimizers.factors!.rate).toBe(0.1);
    expect(best.config.optimizers.default.rate).toBe(2);
  });

  it('refuses more or fewer trials than every method gets', async () => {
    const validate = async () => 0;
    await expect(tuneRates(system, system.candidates, { budget: 3, validate })).rejects.toThrow(UsageError);
    await expect(tuneRates(system, {}, { budget: 3, validate })).rejects.toThrow(
      '3, the budget every method gets',
    );
  });
});
