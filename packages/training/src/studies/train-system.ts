import { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Batch, BatchSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { Prediction, Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { evaluate } from '../loop/evaluate.js';
import type { EpochReport } from '../loop/train-loop.js';
import { type Member, type MemberStep, trainMembers } from '../multi-task/train-members.js';
import type { System } from '../recipes/systems.js';
import { type Measured, type MeasuredPlace, type MeasuredTasks, measuredOnce } from '../results/measured.js';
import { scoreOf, type TaskResult } from '../results/task-result.js';
import { restoreBest } from '../run/restore-best.js';
import type { RunStorage } from '../run/run-stage.js';
import { evaluateOnThreads } from './evaluate-on-threads.js';
import type { GroupImages } from './group-images.js';

/** A domain's data as training and testing take it; each call of a function starts over. */
export interface SubjectData {
  readonly name: string;
  readonly classes: readonly string[];
  /** Images of the test set. */
  readonly testImages: number;
  /** What tells the images it is tested on from others: a run that was kept is tested anew where they changed. */
  readonly testIdentity?: string | undefined;
  readonly train: BatchSource;
  /** Held-out images; null if there are none. */
  readonly validation: ((task: Task) => AsyncIterable<Batch>) | null;
  readonly test: (task: Task) => AsyncIterable<Batch>;
  /** Its images for a system that is trained on all domains together, if any. */
  readonly group?: () => GroupImages;
}

/** Who watches a system being trained; every call but `onStep` and `onEpoch` is awaited. */
export interface SystemObserver {
  onStep?(step: MemberStep): void;
  onEpoch?(report: EpochReport): void;
  /** A trained task, before it is tested: to keep it, whatever testing brings. */
  onTrained?(member: Member): void | Promise<void>;
  /** After each batch of an evaluation; may throw to end it. */
  onTestBatch?(member: Member, batch: Batch, prediction: Prediction): void | Promise<void>;
  /** A tested task, before its domain is disposed. */
  onResult?(member: Member, result: TaskResult): void | Promise<void>;
}

/** The training of one system on one domain. */
export interface TrainSystemOptions {
  readonly backbone: Backbone;
  readonly system: System;
  readonly data: SubjectData;
  /** What is learned from the data, on the same batches in turn where there are several. */
  readonly tasks: readonly Task[];
  /** Determines initial factors, order and augmentation. */
  readonly seed: number;
  /** The epoch that counts: the last, or the best of one task by its validation after each. */
  readonly keep: 'last' | 'best';
  /** Evaluate on the validation set, too. */
  readonly validate: boolean;
  /**
   * Measure the validation set after each epoch for its curve alone, where a run in a folder learns one task; the epoch that
   * counts stays the last.
   */
  readonly curve?: boolean | undefined;
  /** Where the run is kept; default nowhere. */
  readonly storage?: RunStorage | undefined;
  /** Told of the domains before they are trained; may throw, e.g. where a step would not fit in memory. */
  readonly onStart?: ((members: readonly Member[]) => Promise<void>) | undefined;
}

/** A fresh domain for each task over the backbone. */
export function createMembers({
  backbone,
  system,
  data: { name },
  tasks,
  seed,
}: Pick<TrainSystemOptions, 'backbone' | 'system' | 'tasks' | 'seed'> & {
  readonly data: Pick<SubjectData, 'name'>;
}): Member[] {
  const method = createMethod(system.method, system.options);
  if (!method.traits.freezesShared) {
    throw new UsageError(`'${system.method}' trains its shared network, hence all domains together`, {
      hint: 'Train the domains as a group.',
    });
  }
  return tasks.map((task) => {
    if (!task.head) throw new UsageError(`'${task.name}' is learned by a generator, not over a backbone`);
    const shared = { name, backbone, method, seed, head: task.head };
    return { task, domain: Domain.create({ ...shared, classes: task.outputs }) };
  });
}

/** The validation after each epoch, for a run that keeps its best or shows its curve. */
function epochValidation(
  { keep, curve = false, storage, data: { validation, name } }: TrainSystemOptions,
  [first, ...others]: readonly Member[],
) {
  if (!validation) return {};
  if (keep === 'last' && (!curve || !storage || others.length > 0)) return {};
  if (others.length > 0) {
    throw new UsageError('several tasks on the same batches have no best epoch in common', {
      expected: 'keep: last',
      got: 'keep: best',
      hint: `Set keep=last, or train the tasks of '${name}' separately.`,
    });
  }
  if (!storage) {
    throw new UsageError('a run without a folder has no best epoch to return to', {
      expected: 'keep: last, or a folder for the run',
    });
  }
  const { domain, task } = first!;
  return {
    validate: async (_epoch: number, onBatch: () => void) => {
      const { metrics } = await evaluate(domain, task, validation(task), { onBatch });
      return scoreOf({ metrics, metric: task.metric.name });
    },
  };
}

/** Trains one system on one domain's tasks from the backbone and tests each. */
export async function trainSystem(
  options: TrainSystemOptions,
  observer: SystemObserver = {},
): Promise<TaskResult[]> {
  const { system, data, seed, storage } = options;
  const began = performance.now();
  const members = createMembers(options);
  try {
    const validation = epochValidation(options, members);
    // A run in a folder may turn out to be finished: nothing is to be asked then.
    if (!storage) await options.onStart?.(members);
    const onStart = async () => {
      await options.onStart?.(members);
      await storage?.onStart?.();
    };
    const epochs = await trainMembers({
      members,
      data: data.train,
      config: { ...system.config, seed },
      place: storage && { ...storage, ...validation, onStart },
      onStep: (step) => observer.onStep?.(step),
      onEpoch: (report) => observer.onEpoch?.(report),
    });
    const best =
      options.keep === 'best' && validation.validate && storage
        ? await restoreBest(members[0]!.domain, storage.directory)
        : null;
    for (const member of members) await observer.onTrained?.(member);
    const measured = await measureMembers(members, { ...options, began, best }, observer);
    const results: TaskResult[] = [];
    for (const member of members) {
      const { domain, task } = member;
      const result: TaskResult = {
        system,
        domain: data.name,
        task: task.name,
        metric: task.metric.name,
        seed,
        ...measured[task.name]!,
        counts: { ...domain.counts() },
        adaptedLayers: domain.adaptedLayers(),
        epochs: epochs[task.name] ?? [],
      };
      await observer.onResult?.(member, result);
      results.push(result);
    }
    return results;
  } finally {
    for (const { domain } of members) domain.dispose();
  }
}

/** What the members reach, read from a run that was tested before or measured now and kept. */
function measureMembers(
  members: readonly Member[],
  options: Pick<TrainSystemOptions, 'data' | 'validate' | 'storage'> & { began: number; best: number | null },
  observer: SystemObserver,
): Promise<MeasuredTasks> {
  const names = members.map(({ task }) => task.name);
  const place = placeOf(options.storage, [options.data]);
  const { metric } = members[0]!.task;
  return measuredOnce(place && { ...place, metric: metric.name }, names, async (name) => {
    const member = members.find(({ task }) => task.name === name)!;
    const found = await measure(member, options, observer);
    return { ...found, validation: options.best ?? found.validation };
  });
}

/** Where what a run reaches on the test images of some domains is kept. */
export function placeOf(
  storage: RunStorage | undefined,
  data: readonly Pick<SubjectData, 'testIdentity'>[],
): MeasuredPlace | undefined {
  const images = data.flatMap(({ testIdentity }) => testIdentity ?? []).join(' ');
  if (!storage) return undefined;
  const { directory, beforeWrite } = storage;
  return { directory, beforeWrite, ...(images === '' ? {} : { images }) };
}

/** Tests a trained domain; `began` is when its training did, by the clock of `performance.now`. */
export async function measure(
  member: Member,
  options: {
    readonly data: Pick<SubjectData, 'validation' | 'test'>;
    readonly validate: boolean;
    readonly began: number;
  },
  observer: Pick<SystemObserver, 'onTestBatch'> = {},
): Promise<Measured> {
  const { data, validate, began } = options;
  const { domain, task } = member;
  const held =
    validate && data.validation ? await evaluateOnThreads(domain, task, data.validation(task)) : null;
  const found = await evaluateOnThreads(domain, task, data.test(task), {
    onBatch: (batch, made) => observer.onTestBatch?.(member, batch, made),
  });
  return {
    ...found,
    validation: held && scoreOf({ metrics: held.metrics, metric: task.metric.name }),
    seconds: (performance.now() - began) / 1000,
  };
}
