import { join } from 'node:path';
import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import { DivergedError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { type Recipe, type System, type TaskResult, trainGroup, trainSystem } from '@ftn/training';
import type { Data } from '../data/data.js';
import type { DataIdentity } from '../data/fingerprint.js';
import type { Subject } from '../data/subject.js';
import { guardMemory } from '../memory/memory-guard.js';
import { saveBackbone } from '../networks/open-backbone.js';
import type { RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { systemFolder, systemLabel } from '../recipes/plan-systems.js';
import { tasksFor } from '../train/plan-training.js';
import { resumeHint, stoppedLine } from '../train/trained.js';
import { divergedResults } from './diverged.js';
import type { Findings } from './findings.js';
import type { CompareOptions } from './options.js';
import { type RunFolder, trainsTogether } from './run-folders.js';

/** What all runs of a comparison share. */
export interface Job {
  readonly options: CompareOptions;
  readonly context: RunContext;
  readonly recipe: Recipe;
  readonly backbone: Backbone;
  readonly engine: EngineInfo;
  readonly domains: readonly Data[];
  readonly subjects: (seed: number) => readonly Subject[];
  /** What tells the images of each domain from others. */
  readonly identities: ReadonlyMap<string, DataIdentity>;
  readonly folders: RunFolder;
  readonly whole: { done: number; readonly total: number };
  /** Whether a step's memory was asked for, once for all. */
  readonly guard: { done: boolean };
}

/** The run of one system of a comparison. */
export interface SystemRun {
  readonly tasksOf: ReadonlyMap<string, readonly Task[]>;
  /** Where adapters and what pages show are kept; null for other seeds and for trials. */
  readonly found: Findings | null;
  readonly results: TaskResult[];
  /** Measured on validation images, and no part of the results. */
  readonly trial?: boolean;
}

/** One system on every domain: one after the other over the shared network, or all together where it trains that. */
export async function runSystem(job: Job, system: System, seed: number, run: SystemRun): Promise<void> {
  const subjects = job.subjects(seed).map((subject) => measuredOn(subject, job, run.trial ?? false));
  if (trainsTogether(system)) {
    await unlessDiverged(job, system, seed, subjects, run, () =>
      runTogether(job, system, seed, subjects, run),
    );
    return;
  }
  for (const subject of subjects) {
    await unlessDiverged(job, system, seed, [subject], run, () => runAlone(job, system, seed, subject, run));
  }
}

/** Runs one run; where it diverges its results are NaN, which is said, and the comparison goes on. */
async function unlessDiverged(
  job: Job,
  system: System,
  seed: number,
  subjects: readonly Subject[],
  { tasksOf, results }: SystemRun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    const label = `${systemLabel(system)} · ${subjects.map(({ name }) => name).join(', ')}`;
    job.context.emit({ kind: 'note', text: `${label}: no result, ${error.message}` });
    for (const { name } of subjects)
      results.push(...divergedResults(job.backbone, system, { name, tasks: tasksOf.get(name)!, seed }));
    job.whole.done += subjects.length;
  }
}

/** A subject with the images it is measured on: its test images, for a trial its validation images. */
function measuredOn(subject: Subject, { identities }: Job, trial: boolean): Subject {
  const { test, validation } = identities.get(subject.name)!;
  if (!trial) return { ...subject, testIdentity: test.sha256 };
  return { ...subject, test: subject.validation ?? subject.test, testIdentity: validation.sha256 };
}

const throwIfStopped = ({ context: { stop } }: Job): void =>
  stop.throwIfRequested('finished runs are kept', resumeHint);

async function runAlone(
  job: Job,
  system: System,
  seed: number,
  subject: Subject,
  { tasksOf, found, results, trial = false }: SystemRun,
): Promise<void> {
  const { context, whole, recipe, engine, options } = job;
  const { emit } = context;
  throwIfStopped(job);
  const run = `${systemLabel(system)} · ${subject.name}`;
  const tasks = tasksOf.get(subject.name)!;
  const storage = job.folders({ system, domain: subject.name, seed, trial });
  const { epochs, batchSize } = system.config;
  const share = (part: number) => ({ done: Math.floor((whole.done + part) * 100) / 100, total: whole.total });
  const made = await trainSystem(
    {
      backbone: job.backbone,
      system,
      data: subject,
      tasks,
      seed,
      keep: subject.validation ? keepOf(recipe) : 'last',
      validate: false,
      curve: !trial && options.validate,
      storage,
      async onStart(members) {
        if (job.guard.done) return;
        job.guard.done = true;
        const question = { batchSize, engine, limit: options.memoryLimit };
        emit({ kind: 'note', text: await guardMemory(members, recipe.input.size, question) });
      },
    },
    {
      onStep({ step, totalSteps, epoch, losses, images, seconds }) {
        // Testing takes its part of a run's time, too.
        const part = (0.9 * step) / totalSteps;
        const event = { run, step, totalSteps, epoch, epochs, losses, images, seconds, whole: share(part) };
        emit({ kind: 'step', ...event });
      },
      onEpoch({ epoch, stopped }) {
        if (stopped) emit({ kind: 'note', text: `${run}: ${stoppedLine(epoch, system.config)}` });
      },
      onTestBatch: () => throwIfStopped(job),
      async onResult(member, result) {
        await found?.add(member, result, storage.directory);
        if (!trial) {
          const folder = found?.adapters.at(-1)?.folder ?? null;
          emit({ kind: 'result', result, folder });
        }
      },
    },
  );
  throwIfStopped(job);
  results.push(...made);
  whole.done += 1;
}

async function runTogether(
  job: Job,
  system: System,
  seed: number,
  subjects: readonly Subject[],
  { tasksOf, found, results, trial = false }: SystemRun,
): Promise<void> {
  const { context, whole, backbone } = job;
  const { emit, stop } = context;
  throwIfStopped(job);
  const storage = job.folders({ system, domain: 'all', seed, trial });
  const stages: string[] = [];
  const { results: made, policy } = await trainGroup(
    {
      ...{ backbone, system, domains: subjects, seed, validate: false, storage, stop },
      tasks: subjects.map(({ name }) => tasksOf.get(name)![0]!),
    },
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
          await found.add({ domain, task: task! }, of[i]!, storage.directory);
        }
      },
    },
  );
  if (found && policy) found.policies.push({ system, policy });
  results.push(...made);
  whole.done += subjects.length;
}
