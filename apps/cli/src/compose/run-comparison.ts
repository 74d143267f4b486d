import type { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import {
  type ComparisonDomain,
  type ComparisonResult,
  compareOne,
  type RunStorage,
  type System,
  tuneRates,
} from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { systemLabel } from './comparison-plan.js';

export interface ComparisonJob {
  readonly backbone: Backbone;
  readonly systems: readonly System[];
  /** Every domain's data, its order and augmentation named by the seed. */
  readonly loaders: (seed: number) => readonly ComparisonDomain[];
  readonly seeds: readonly number[];
  /** Trials each method's rates are chosen with on the validation sets; 0 takes the recipe's rates as they are. */
  readonly tuningBudget: number;
  readonly terminal: Terminal;
  /** Where each run is kept; default nowhere. */
  readonly storage?: (system: System, domain: ComparisonDomain, seed: number) => RunStorage;
  /** Throws where a stop was asked for and nothing is being trained. */
  readonly throwIfStopped?: () => void;
  readonly onTrained?: (domain: Domain, result: ComparisonResult) => void | Promise<void>;
}

/** Trains every system on every domain with every seed, rates tuned first where asked. */
export async function runComparison(job: ComparisonJob): Promise<ComparisonResult[]> {
  const { systems, seeds, tuningBudget } = job;
  const domains = job.loaders(seeds[0]!);
  const runs = systems.length * domains.length * (seeds.length + tuningBudget);
  const progress = new RunProgress(job.terminal, runs);
  const results: ComparisonResult[] = [];
  for (const system of systems) {
    const chosen = tuningBudget > 0 ? await tuned(job, system, progress) : system;
    for (const seed of seeds) {
      for (const domain of job.loaders(seed))
        results.push(await progress.run(job, chosen, domain, seed, false));
    }
  }
  job.terminal.endProgress();
  return results;
}

/** The system with the rates that did best on the validation sets; trials use a seed no result is reported for. */
async function tuned(job: ComparisonJob, system: System, progress: RunProgress): Promise<System> {
  const seed = Math.max(...job.seeds) + 1000;
  const { system: best, trials } = await tuneRates(system, system.candidates, {
    budget: job.tuningBudget,
    async validate(candidate) {
      let sum = 0;
      const domains = job.loaders(seed);
      for (const domain of domains)
        sum += (await progress.run(job, candidate, domain, seed, true)).validation!;
      return sum / domains.length;
    },
  });
  for (const { rates, validation } of trials) {
    const text = Object.entries(rates).map(([group, rate]) => `${group} ${rate}`);
    job.terminal.note(
      `${systemLabel(system)}: ${text.join(', ')} → ${validation.toFixed(2)} % on validation`,
    );
  }
  return best;
}

/** One bar over all runs of a comparison: which is being trained, how fast, how far. */
class RunProgress {
  readonly #terminal: Terminal;
  readonly #runs: number;
  #finished = 0;

  constructor(terminal: Terminal, runs: number) {
    this.#terminal = terminal;
    this.#runs = runs;
  }

  async run(
    job: ComparisonJob,
    system: System,
    domain: ComparisonDomain,
    seed: number,
    trial: boolean,
  ): Promise<ComparisonResult> {
    const name = `${systemLabel(system)} · ${domain.name}`;
    job.throwIfStopped?.();
    const storage = job.storage?.(system, domain, seed);
    const result = await compareOne(
      { backbone: job.backbone, system, domain, seed, validate: trial, ...(storage ? { storage } : {}) },
      {
        onTestBatch: () => job.throwIfStopped?.(),
        onStep: ({ step, totalSteps, loss, images, seconds }) => {
          const share = this.#finished + step / totalSteps;
          const speed = `${Math.round(images / seconds)} images/s`;
          this.#terminal.progress('comparing', {
            done: Math.floor(share * 100) / 100,
            total: this.#runs,
            detail: `${name} · loss ${loss.toFixed(3)} · ${speed}`,
          });
        },
        ...(job.onTrained && !trial ? { onTrained: job.onTrained } : {}),
      },
    );
    this.#finished++;
    return result;
  }
}
