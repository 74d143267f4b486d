import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Backbone } from '@ftn/backbones';
import { type EngineInfo, startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import {
  type PolicyTable,
  type Recipe,
  type System,
  type TaskResult,
  trainGroup,
  trainSystem,
} from '@ftn/training';
import type { Data } from '../data/data.js';
import { type DataIdentity, dataIdentity } from '../data/fingerprint.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { recipeFor } from '../data/sources.js';
import { createSubject, type Subject } from '../data/subject.js';
import { guardMemory } from '../memory/memory-guard.js';
import { nameOfMethod } from '../methods/load-method.js';
import { openBackbone, saveBackbone, weightsFile } from '../networks/open-backbone.js';
import { Run, type RunContext } from '../progress/run.js';
import { requireMethod } from '../recipes/choose-system.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { planSystems, systemFolder, systemLabel } from '../recipes/plan-systems.js';
import {
  assignments,
  listOf,
  outputStrideOf,
  requireTrainable,
  targetsLearned,
  tasksFor,
} from '../train/plan-training.js';
import { resumeHint } from '../train/train.js';
import { type ComparedAdapter, type ComparedNorms, Findings } from './findings.js';
import type { CompareOptions } from './options.js';
import { type RunFolder, runFolders } from './run-folders.js';
import type { ShownTask } from './shown-images.js';
import { tuneSystem } from './tune.js';

/** Everything a comparison found, as plain data. */
export interface Comparison {
  readonly recipe: Recipe;
  readonly engine: EngineInfo;
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly Data[];
  readonly results: readonly TaskResult[];
  /** What the systems that select residual blocks decided, first seed. */
  readonly policies: readonly { readonly system: System; readonly policy: PolicyTable }[];
  readonly norms: readonly ComparedNorms[];
  readonly shown: readonly ShownTask[];
  readonly adapters: readonly ComparedAdapter[];
  readonly out: string;
}

/**
 * Trains several methods at several ranks on every task of every domain over one frozen backbone, and tests each:
 *
 * ```ts
 * const { results } = await compare({ data: ['./flowers', './birds'], backbone: 'resnet18', weights, ranks: [1, 10] });
 * ```
 *
 * Results are those after the last epoch. Adapters of the first seed go to `out`/SYSTEM/DOMAIN.
 */
export function compare(options: CompareOptions): Run<Comparison> {
  return new Run((context) => compareAll(options, context), options.signal);
}

/** What all runs of a comparison share. */
interface Job {
  readonly options: CompareOptions;
  readonly context: RunContext;
  readonly recipe: Recipe;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly domains: readonly Data[];
  readonly subjects: (seed: number) => readonly Subject[];
  readonly folders: RunFolder | undefined;
  readonly whole: { done: number; readonly total: number };
}

/** A comparison's recipe as its options change it. */
export function comparedRecipe(options: CompareOptions): Recipe {
  return loadRecipe(options.recipe ?? recipeFor(listOf(options.data)), assignments(options));
}

/** Opens the domains of a comparison; images are held out only where rates are to be chosen on them. */
export function comparedData(options: CompareOptions, recipe: Recipe): Promise<Data[]> {
  const { seed, input, madeUp, labels } = recipe;
  const { limit, testLimit, tune = false } = options;
  const holdOut = tune ? usualHoldOut : 0;
  const targets = targetsLearned(recipe);
  const opening = { seed, size: input.size, madeUp, labels, limit, testLimit, holdOut, targets };
  return openAll(listOf(options.data), opening);
}

async function compareAll(options: CompareOptions, context: RunContext): Promise<Comparison> {
  const { emit, stop } = context;
  const recipe = comparedRecipe(options);
  for (const given of options.methods ?? Object.keys(recipe.methods)) {
    const method = nameOfMethod(given);
    requireMethod(method);
    requireTrainable({ method, options: {} }, recipe);
  }
  const planned = planSystems(recipe, options);
  const { seeds = [recipe.seed], tune = false, keepRuns = true, weights, workers } = options;
  const out = resolve(options.out ?? join('runs', 'compare'));
  const choice = { name: recipe.backbone, weights, outputStride: outputStrideOf(recipe) };
  weightsFile(choice);
  const domains = await comparedData(options, recipe);
  const tasksOf = new Map(domains.map((data) => [data.name, tasksFor(recipe, data)]));
  for (const { name, validation, notes } of domains) {
    for (const text of notes) emit({ kind: 'note', text: `${name}: ${text}` });
    if (!tune || validation.length > 0) continue;
    throw new UsageError(`'${name}' brings no validation images to choose rates on`, {
      hint: 'Leave --tune out: the recipe has rates.',
    });
  }
  const engine = await startEngine();
  emit({ kind: 'engine', engine });
  stop.throwIfRequested();
  const backbone = await openBackbone(choice);
  await mkdir(out, { recursive: true });
  const made = new Map<number, Subject[]>();
  const subjects = (seed: number) => {
    const known = made.get(seed);
    if (known) return known;
    const fresh = domains.map((data) => {
      const targets = [...new Set(tasksOf.get(data.name)!.flatMap((task) => task.targets))];
      return createSubject(data, recipe, { seed, workers, targets });
    });
    made.set(seed, fresh);
    return fresh;
  };
  try {
    const identities = new Map<string, DataIdentity>();
    for (const data of domains) {
      const targets = [...new Set(tasksOf.get(data.name)!.flatMap((task) => task.targets))];
      identities.set(data.name, await dataIdentity(data, targets));
    }
    const folders = keepRuns
      ? await runFolders({ out, recipe, identities, tasksOf, backbone, engine, options, context })
      : undefined;
    const trials = tune ? recipe.tuningBudget : 0;
    const whole = { done: 0, total: planned.length * domains.length * (seeds.length + trials) };
    const job: Job = { options, context, recipe, backbone, engine, domains, subjects, folders, whole };
    const found = new Findings(out, recipe, domains, identities);
    const systems: System[] = [];
    for (const system of planned) {
      const chosen = tune ? await tuned(job, system, seeds, tasksOf) : system;
      systems.push(chosen);
      for (const seed of seeds) {
        const first = seed === seeds[0];
        await runSystem(job, chosen, seed, { tasksOf, found: first ? found : null, results: found.results });
      }
    }
    emit({ kind: 'done', label: 'comparing' });
    const { results, policies, norms, shown, adapters } = found;
    return { recipe, engine, systems, seeds, domains, results, policies, norms, shown, adapters, out };
  } finally {
    await Promise.all([...made.values()].flat().map((subject) => subject.close()));
    backbone.dispose();
  }
}

interface SystemRun {
  readonly tasksOf: ReadonlyMap<string, readonly Task[]>;
  /** Where adapters and what pages show are kept; null for other seeds and for trials. */
  readonly found: Findings | null;
  readonly results: TaskResult[];
  /** Measured on validation images, and kept nowhere. */
  readonly trial?: boolean;
}

/** One system on every domain: one after the other over the shared network, or all together where it trains that. */
async function runSystem(job: Job, system: System, seed: number, run: SystemRun): Promise<void> {
  const subjects = job.subjects(seed).map((subject) => (run.trial ? onValidation(subject) : subject));
  if (!createMethod(system.method, system.options).traits.freezesShared) {
    await runTogether(job, system, seed, subjects, run);
    return;
  }
  for (const subject of subjects) await runAlone(job, system, seed, subject, run);
}

/** A subject whose test images are its validation images. */
const onValidation = (subject: Subject): Subject => ({
  ...subject,
  test: subject.validation ?? subject.test,
});

function throwIfStopped({ folders, context: { stop } }: Job): void {
  const state = folders ? 'finished runs are kept' : 'nothing was kept';
  stop.throwIfRequested(state, folders ? resumeHint : undefined);
}

async function runAlone(
  job: Job,
  system: System,
  seed: number,
  subject: Subject,
  { tasksOf, found, results, trial = false }: SystemRun,
): Promise<void> {
  const { context, whole, recipe, engine, options } = job;
  const { emit, stop } = context;
  throwIfStopped(job);
  const run = `${systemLabel(system)} · ${subject.name}`;
  const tasks = tasksOf.get(subject.name)!;
  const storage = trial ? undefined : job.folders?.(system, subject.name, seed);
  const { epochs, batchSize } = system.config;
  const share = (part: number) => ({ done: Math.floor((whole.done + part) * 100) / 100, total: whole.total });
  const made = await trainSystem(
    {
      backbone: job.backbone,
      system,
      data: subject,
      tasks,
      seed,
      keep: 'last',
      validate: false,
      storage,
      async onStart(members) {
        if (whole.done > 0) return;
        const question = { batchSize, engine, limit: options.memoryLimit };
        emit({ kind: 'note', text: await guardMemory(members, recipe.input.size, question) });
      },
    },
    {
      onStep({ step, totalSteps, epoch, losses, images, seconds }) {
        if (!storage) throwIfStopped(job);
        // Testing takes its part of a run's time, too.
        const part = (0.9 * step) / totalSteps;
        const event = { run, step, totalSteps, epoch, epochs, losses, images, seconds, whole: share(part) };
        emit({ kind: 'step', ...event });
      },
      onTestBatch: () => throwIfStopped(job),
      async onResult(member, result) {
        await found?.add(member, result);
        if (!trial) {
          const folder = found?.adapters.at(-1)?.folder ?? null;
          emit({ kind: 'result', result, folder });
        }
      },
    },
  );
  stop.throwIfRequested(storage ? 'finished runs are kept' : 'nothing was kept', storage && resumeHint);
  results.push(...made);
  whole.done += 1;
}

async function runTogether(
  job: Job,
  system: System,
  seed: number,
  subjects: readonly Subject[],
  { found, results, trial = false }: SystemRun,
): Promise<void> {
  const { context, whole, backbone } = job;
  const { emit, stop } = context;
  throwIfStopped(job);
  const storage = trial ? undefined : job.folders?.(system, 'all', seed);
  const stages: string[] = [];
  const { results: made, policy } = await trainGroup(
    { backbone, system, domains: subjects, seed, validate: false, storage, stop },
    {
      onTestBatch: () => throwIfStopped(job),
      onValidationBatch: () => throwIfStopped(job),
      onStep({ step, totalSteps, epoch, loss, images, seconds }, stage) {
        if (stages.at(-1) !== stage) stages.push(stage);
        // How many stages follow is not known here: the bar moves on with each, and never past its end.
        const part = 1 - 0.7 ** (stages.length - 1 + step / totalSteps);
        const done = Math.floor((whole.done + part * subjects.length) * 100) / 100;
        const event = { step, totalSteps, epoch, epochs: null, losses: { loss }, images, seconds };
        const run = `${systemLabel(system)} · ${stage}`;
        emit({ kind: 'step', run, ...event, whole: { done, total: whole.total } });
      },
      async onTrained(group, of) {
        if (!found) return;
        await saveBackbone(group.backbone, join(found.out, systemFolder(system), 'backbone.safetensors'));
        for (const [i, domain] of group.domains.entries()) {
          const [task] = tasksFor(job.recipe, job.domains[i]!);
          await found.add({ domain, task: task! }, of[i]!);
        }
      },
    },
  );
  if (found && policy) found.policies.push({ system, policy });
  results.push(...made);
  whole.done += subjects.length;
}

/** The system with the rates that did best on the validation images; trials use a seed no result is reported for. */
function tuned(
  job: Job,
  system: System,
  seeds: readonly number[],
  tasksOf: ReadonlyMap<string, readonly Task[]>,
): Promise<System> {
  const seed = Math.max(...seeds) + 1000;
  const trial = async (candidate: System) => {
    const results: TaskResult[] = [];
    await runSystem(job, candidate, seed, { tasksOf, found: null, results, trial: true });
    return results;
  };
  const onTrial = (text: string) => job.context.emit({ kind: 'note', text });
  return tuneSystem(system, job.recipe.tuningBudget, trial, onTrial);
}
