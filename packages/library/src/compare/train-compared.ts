import { join } from 'node:path';
import { describeStart, type RunStorage, type TaskResult, trainGroup, trainSystem } from '@ftn/training';
import { guardMemory } from '../memory/memory-guard.js';
import { saveBackbone } from '../networks/open-backbone.js';
import type { RunContext } from '../progress/run.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { systemFolder, systemLabel } from '../recipes/plan-systems.js';
import { tasksFor } from '../train/plan-training.js';
import { againHint, stoppedLine } from '../train/trained.js';
import { type ComparedRun, labelOfRun, trainsTogether } from './compared-runs.js';
import type { Findings } from './findings.js';
import type { OpenComparison } from './open-comparison.js';

/** Where one run of a comparison is kept, and who is told of it. */
interface ComparedPlace {
  readonly directory: string;
  readonly context: RunContext;
  /** Awaited before anything is written: throws where the folder has become another process's. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
  /** Bytes the process may take. */
  readonly memoryLimit?: number | undefined;
  /** Where adapters and what pages show are kept; default nowhere. */
  readonly found?: Findings | undefined;
}

/** Trains one run of a comparison in its folder, or goes on with it, or reads it where it is finished; returns what it reached. */
export const trainCompared = (
  open: OpenComparison,
  run: ComparedRun,
  place: ComparedPlace,
): Promise<TaskResult[]> =>
  trainsTogether(run.system) ? trainTogether(open, run, place) : trainAlone(open, run, place);

const throwIfStopped = ({ context: { stop } }: ComparedPlace): void =>
  stop.throwIfRequested('finished runs are kept', againHint);

function storageOf(open: OpenComparison, run: ComparedRun, place: ComparedPlace): RunStorage {
  const { directory, context, beforeWrite } = place;
  const label = labelOfRun(run);
  return {
    directory,
    settings: open.settingsOf(run),
    fingerprint: { ...open.engine.fingerprint },
    resume: true,
    allowChange: open.options.allowChange ?? false,
    stop: context.stop,
    beforeWrite,
    onFound(start, length) {
      // Of runs that begin, and of those that are finished, the comparison tells all together.
      if (start.kind !== 'unfinished') return;
      context.emit({ kind: 'note', text: `${label}: ${describeStart(start, { directory, ...length })}` });
    },
    onNote: (note) => context.emit({ kind: 'note', text: `${label}: ${note}` }),
  };
}

async function trainAlone(
  open: OpenComparison,
  run: ComparedRun,
  place: ComparedPlace,
): Promise<TaskResult[]> {
  const { context, directory, found, memoryLimit } = place;
  const { emit } = context;
  const { system, seed, trial } = run;
  const { recipe, tasksOf } = open.prepared;
  throwIfStopped(place);
  const [subject] = open.subjects(run);
  const name = `${systemLabel(system)} · ${subject!.name}`;
  const { epochs, batchSize } = system.config;
  const made = await trainSystem(
    {
      backbone: open.backbone,
      system,
      data: subject!,
      tasks: tasksOf.get(subject!.name)!,
      seed,
      keep: subject!.validation ? keepOf(recipe) : 'last',
      validate: false,
      curve: !trial && open.options.validate,
      storage: storageOf(open, run, place),
      async onStart(members) {
        if (open.guarded) return;
        const question = { batchSize, engine: open.engine, limit: memoryLimit };
        emit({ kind: 'note', text: await guardMemory(members, recipe.input.size, question) });
        open.guarded = true;
      },
    },
    {
      onStep({ step, totalSteps, epoch, losses, images, seconds }) {
        // Testing takes its part of a run's time, too.
        const whole = { done: (0.9 * step) / totalSteps, total: 1 };
        emit({ kind: 'step', run: name, step, totalSteps, epoch, epochs, losses, images, seconds, whole });
      },
      onEpoch({ epoch, stopped }) {
        if (stopped) emit({ kind: 'note', text: `${name}: ${stoppedLine(epoch, system.config)}` });
      },
      onTestBatch: () => throwIfStopped(place),
      onResult: (member, result) => found?.add(member, result, directory),
    },
  );
  throwIfStopped(place);
  return made;
}

async function trainTogether(
  open: OpenComparison,
  run: ComparedRun,
  place: ComparedPlace,
): Promise<TaskResult[]> {
  const { context, directory, found } = place;
  const { emit, stop } = context;
  const { system, seed } = run;
  const { recipe, domains, tasksOf } = open.prepared;
  throwIfStopped(place);
  const subjects = open.subjects(run);
  const storage = storageOf(open, run, place);
  const stages: string[] = [];
  const { results, policy } = await trainGroup(
    {
      ...{ backbone: open.backbone, system, domains: subjects, seed, validate: false, storage, stop },
      tasks: subjects.map(({ name }) => tasksOf.get(name)![0]!),
    },
    {
      onTestBatch: () => throwIfStopped(place),
      onValidationBatch: () => throwIfStopped(place),
      onStep({ step, totalSteps, epoch, loss, images, seconds }, stage) {
        if (stages.at(-1) !== stage) stages.push(stage);
        // How many stages follow is not known here: the bar moves on with each, and never past its end.
        const whole = { done: 1 - 0.7 ** (stages.length - 1 + step / totalSteps), total: 1 };
        const event = { step, totalSteps, epoch, epochs: null, losses: { loss }, images, seconds, whole };
        emit({ kind: 'step', run: `${systemLabel(system)} · ${stage}`, ...event });
      },
      async onTrained(group, of) {
        if (!found) return;
        await saveBackbone(group.backbone, join(found.out, systemFolder(system), 'backbone.safetensors'));
        for (const [i, domain] of group.domains.entries()) {
          const [task] = tasksFor(recipe, domains[i]!);
          await found.add({ domain, task: task! }, of[i]!, directory);
        }
      },
    },
  );
  if (found && policy) found.policies.push({ system, policy });
  return results;
}
