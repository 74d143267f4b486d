import type { Domain, FrozenGroup } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { createMethod } from '@ftn/tensor-factors';
import {
  type ComparisonDomain,
  type ComparisonResult,
  compareGroup,
  compareOne,
  type PolicyTable,
  type RunStorage,
  type StopRequest,
  type System,
  tuneRates,
} from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { systemLabel } from './comparison-plan.js';
import { ComparisonProgress } from './comparison-progress.js';

export interface ComparisonJob {
  readonly backbone: Backbone;
  readonly systems: readonly System[];
  /** Every domain's data, its order and augmentation named by the seed. */
  readonly loaders: (seed: number) => readonly ComparisonDomain[];
  readonly seeds: readonly number[];
  /** Trials each method's rates are chosen with on the validation sets; 0 takes the recipe's rates as they are. */
  readonly tuningBudget: number;
  readonly terminal: Terminal;
  /** Where each run is kept; default nowhere. A system trained on all domains has one run, `all`. */
  readonly storage?: (system: System, domain: string, seed: number) => RunStorage;
  readonly stop: StopRequest;
  /** Throws where a stop was asked for and nothing is being trained. */
  readonly throwIfStopped: () => void;
  readonly onTrained?: (domain: Domain, result: ComparisonResult) => void | Promise<void>;
  /** A network that was trained with its domains, before `onTrained` is called for each of them. */
  readonly onGroupTrained?: (group: FrozenGroup, system: System, seed: number) => void | Promise<void>;
}

export interface ComparisonOutcome {
  readonly results: ComparisonResult[];
  /** What the systems that select residual blocks decided, first seed. */
  readonly policies: { readonly system: System; readonly policy: PolicyTable }[];
}

/** Trains every system on every domain with every seed, rates tuned first where asked. */
export async function runComparison(job: ComparisonJob): Promise<ComparisonOutcome> {
  const { systems, seeds, tuningBudget } = job;
  const domains = job.loaders(seeds[0]!).length;
  const runs = systems.length * domains * (seeds.length + tuningBudget);
  const progress = new ComparisonProgress(job.terminal, runs);
  const outcome: ComparisonOutcome = { results: [], policies: [] };
  for (const system of systems) {
    const chosen = tuningBudget > 0 ? await tuned(job, system, progress) : system;
    for (const seed of seeds) {
      const { results, policy } = await runSystem(job, chosen, seed, { progress, trial: false });
      outcome.results.push(...results);
      if (policy && seed === seeds[0]) outcome.policies.push({ system: chosen, policy });
    }
  }
  job.terminal.endProgress();
  return outcome;
}

interface Run {
  readonly progress: ComparisonProgress;
  /** A trial of rates: evaluated on the validation sets, and not kept as a result. */
  readonly trial: boolean;
}

interface SystemOutcome {
  readonly results: ComparisonResult[];
  readonly policy?: PolicyTable;
}

/** One system on every domain: one after the other over the shared network, or all together where it trains that. */
async function runSystem(job: ComparisonJob, system: System, seed: number, run: Run): Promise<SystemOutcome> {
  const alone = createMethod(system.method, system.options).traits.freezesShared;
  if (!alone) return runTogether(job, system, seed, run);
  const results: ComparisonResult[] = [];
  for (const domain of job.loaders(seed)) results.push(await runOne(job, system, domain, seed, run));
  return { results };
}

async function runOne(
  job: ComparisonJob,
  system: System,
  domain: ComparisonDomain,
  seed: number,
  { progress, trial }: Run,
): Promise<ComparisonResult> {
  job.throwIfStopped();
  const storage = job.storage?.(system, domain.name, seed);
  const result = await compareOne(
    { backbone: job.backbone, system, domain, seed, validate: trial, ...(storage ? { storage } : {}) },
    {
      onTestBatch: job.throwIfStopped,
      onStep(report) {
        if (!storage) job.throwIfStopped();
        progress.show(`${systemLabel(system)} · ${domain.name}`, report.step / report.totalSteps, report);
      },
      ...(job.onTrained && !trial ? { onTrained: job.onTrained } : {}),
    },
  );
  progress.finish(1);
  return result;
}

async function runTogether(
  job: ComparisonJob,
  system: System,
  seed: number,
  { progress, trial }: Run,
): Promise<SystemOutcome> {
  job.throwIfStopped();
  const domains = job.loaders(seed);
  const storage = job.storage?.(system, 'all', seed);
  const stages: string[] = [];
  const { backbone, stop } = job;
  const options = { backbone, system, domains, seed, validate: trial, stop };
  const outcome = await compareGroup(
    { ...options, ...(storage ? { storage } : {}) },
    {
      onTestBatch: job.throwIfStopped,
      onStep(report, stage) {
        if (stages.at(-1) !== stage) stages.push(stage);
        // How many stages follow is not known here: the bar moves on with each, and never past its end.
        const share = 1 - 0.7 ** (stages.length - 1 + report.step / report.totalSteps);
        progress.show(`${systemLabel(system)} · ${stage}`, share * domains.length, report);
      },
      async onTrained(group, results) {
        if (trial) return;
        await job.onGroupTrained?.(group, system, seed);
        for (const [i, domain] of group.domains.entries()) await job.onTrained?.(domain, results[i]!);
      },
    },
  );
  progress.finish(domains.length);
  return outcome;
}

/** The system with the rates that did best on the validation sets; trials use a seed no result is reported for. */
async function tuned(job: ComparisonJob, system: System, progress: ComparisonProgress): Promise<System> {
  const seed = Math.max(...job.seeds) + 1000;
  const { system: best, trials } = await tuneRates(system, system.candidates, {
    budget: job.tuningBudget,
    async validate(candidate) {
      const { results } = await runSystem(job, candidate, seed, { progress, trial: true });
      return results.reduce((sum, { validation }) => sum + validation!, 0) / results.length;
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
