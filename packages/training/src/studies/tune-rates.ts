import { UsageError } from '@ftn/errors';
import type { OptimizerConfigs } from '../optimizers/optimizer-set.js';
import type { RateCandidates, System } from '../recipes/systems.js';

/** One combination of rates, by parameter group. */
export type Rates = Readonly<Record<string, number>>;

/** Every combination of the candidates, the first group varying slowest. */
export function rateTrials(candidates: RateCandidates): Rates[] {
  let trials: Record<string, number>[] = [{}];
  for (const [group, rates] of Object.entries(candidates)) {
    trials = trials.flatMap((trial) => rates.map((rate) => ({ ...trial, [group]: rate })));
  }
  return trials;
}

/** The system with the given rates in place of its own. */
export function withRates(system: System, rates: Rates): System {
  const optimizers: Record<string, unknown> = { ...system.config.optimizers };
  for (const [group, rate] of Object.entries(rates)) {
    const base = (optimizers[group] ?? optimizers.default) as OptimizerConfigs['default'];
    optimizers[group] = { ...base, rate };
  }
  return {
    ...system,
    config: { ...system.config, optimizers: optimizers as System['config']['optimizers'] },
  };
}

/** A tried combination with its mean validation accuracy over the domains, in percent. */
export interface RateTrial {
  readonly rates: Rates;
  readonly validation: number;
}

/**
 * Tries every combination of rates and keeps the best by mean validation accuracy; ties go to the earlier
 * trial. `budget` is the number of trials every method gets, no more and no fewer.
 */
export async function tuneRates(
  system: System,
  candidates: RateCandidates,
  options: { budget: number; validate: (system: System) => Promise<number> },
): Promise<{ system: System; trials: RateTrial[] }> {
  const all = rateTrials(candidates);
  if (all.length !== options.budget) {
    throw new UsageError(`'${system.method}' has ${all.length} combinations of rates to try`, {
      expected: `${options.budget}, the budget every method gets`,
      hint: 'Change the candidates in the recipe.',
    });
  }
  const trials: RateTrial[] = [];
  for (const rates of all)
    trials.push({ rates, validation: await options.validate(withRates(system, rates)) });
  const best = trials.reduce((a, b) => (b.validation > a.validation ? b : a));
  return { system: withRates(system, best.rates), trials };
}
