import { createMethod } from '@ftn/tensor-factors';
import { rateTrials, type System, withRates } from '@ftn/training';
import { systemLabel } from '../recipes/plan-systems.js';
import type { CompareOptions } from './options.js';

/** One run of a comparison; a system trained on all domains has one, `all`. */
export interface ComparedRun {
  readonly system: System;
  readonly domain: string;
  readonly seed: number;
  /** Whether it is a trial of rates, measured on validation images. */
  readonly trial: boolean;
}

/** A run of a comparison as another process is given it. */
export interface ComparedTraining {
  /** The comparison it is of. */
  readonly compared: Omit<CompareOptions, 'signal'>;
  readonly run: ComparedRun;
}

/** What a comparison's runs are made of. */
interface Compared {
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly { readonly name: string }[];
}

/** Whether a system's method trains the network all domains share, hence all of them in one run. */
export const trainsTogether = ({ method, options }: System): boolean =>
  !createMethod(method, options).traits.freezesShared;

/** A system's runs by one seed: one on each domain, or one on all. */
export const runsOf = (
  system: System,
  { domains, seed, trial = false }: Pick<Compared, 'domains'> & { seed: number; trial?: boolean },
): ComparedRun[] =>
  (trainsTogether(system) ? ['all'] : domains.map(({ name }) => name)).map((domain) => ({
    system,
    domain,
    seed,
    trial,
  }));

/** Every run of a comparison, its rates chosen: by system, then by seed. */
export const plannedRuns = ({ systems, seeds, domains }: Compared): ComparedRun[] =>
  systems.flatMap((system) => seeds.flatMap((seed) => runsOf(system, { domains, seed })));

/** The seed of trials, which no result is reported for. */
export const trialSeed = (seeds: readonly number[]): number => Math.max(...seeds) + 1000;

/** Every trial of every combination of rates. */
export const trialRuns = ({ systems, seeds, domains }: Compared): ComparedRun[] =>
  systems.flatMap((system) =>
    rateTrials(system.candidates).flatMap((rates) =>
      runsOf(withRates(system, rates), { domains, seed: trialSeed(seeds), trial: true }),
    ),
  );

/** What a run is called: `ftn R=4 · sketch · seed 1`. */
export function labelOfRun({ system, domain, seed, trial }: ComparedRun): string {
  const rates = Object.entries(system.config.optimizers).flatMap(([group, optimizer]) =>
    optimizer ? [`${group} ${optimizer.rate}`] : [],
  );
  return [
    systemLabel(system),
    domain,
    `seed ${seed}`,
    ...(trial ? [`trial of ${rates.join(', ')}`] : []),
  ].join(' · ');
}
