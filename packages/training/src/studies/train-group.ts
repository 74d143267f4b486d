import type { FrozenGroup } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { classificationTask } from '@ftn/tasks';
import type { PolicyTable } from '../adashare/policy-table.js';
import { groupTrainerOf } from '../joint/group-trainers.js';
import type { Objective } from '../loop/objective.js';
import type { StepReport } from '../loop/train-loop.js';
import type { System } from '../recipes/systems.js';
import { measuredOnce } from '../results/measured.js';
import type { TaskResult } from '../results/task-result.js';
import type { StopRequest } from '../run/run-recorder.js';
import type { RunStorage } from '../run/run-stage.js';
import { measure, placeOf, type SubjectData, type SystemObserver } from './train-system.js';

/** The training of one system on all domains together. */
export interface TrainGroupOptions {
  readonly backbone: Backbone;
  /** A system whose method trains the shared network in phases. */
  readonly system: System;
  readonly domains: readonly SubjectData[];
  /** What each domain is trained for, in their order; default the classification of its classes. */
  readonly tasks?: readonly Objective[] | undefined;
  readonly seed: number;
  /** Evaluate on the validation sets, too. */
  readonly validate: boolean;
  /** Where the run is kept; default nowhere. */
  readonly storage?: RunStorage | undefined;
  /** Stops the training after the current step. */
  readonly stop?: StopRequest | undefined;
}

/** Watches the training of a group; every method is optional. */
export interface GroupObserver extends Pick<SystemObserver, 'onTestBatch'> {
  onStep?(report: StepReport, stage: string): void;
  /** After each batch of a validation; may throw to end it. */
  onValidationBatch?(): void;
  /** The trained network and its domains, before they are disposed: to save them. */
  onTrained?(group: FrozenGroup, results: readonly TaskResult[]): void | Promise<void>;
}

/** Trains one system on all domains together, and tests it on each. */
export async function trainGroup(
  options: TrainGroupOptions,
  observer: GroupObserver = {},
): Promise<{ results: TaskResult[]; policy: PolicyTable | undefined }> {
  const { backbone, system, domains, tasks, seed, validate, storage, stop } = options;
  const began = performance.now();
  const trained = await groupTrainerOf(system.method)({
    backbone,
    system,
    domains: domains.map(({ name, classes, group }, i) => {
      if (group) return { name, classes, task: tasks?.[i], ...group() };
      throw new UsageError(`'${name}' provides no images for '${system.method}'`, {
        expected: 'training images in two halves, and validation images',
      });
    }),
    seed,
    watcher: {
      onStep: (report, stage) => observer.onStep?.(report, stage),
      onValidationBatch: () => observer.onValidationBatch?.(),
    },
    ...(storage ? { storage } : {}),
    ...(stop ? { stop } : {}),
  });
  try {
    const members = trained.domains.map((domain) => ({ domain, task: classificationTask(domain.classes) }));
    const names = domains.map(({ name }) => name);
    const measured = await measuredOnce(placeOf(storage, domains), names, (name) => {
      const i = names.indexOf(name);
      return measure(members[i]!, { data: domains[i]!, validate, began }, observer);
    });
    const results: TaskResult[] = [];
    for (const [i, { domain, task }] of members.entries()) {
      const { name } = domains[i]!;
      results.push({
        system,
        domain: name,
        task: task.name,
        metric: task.metric.name,
        seed,
        ...measured[name]!,
        counts: { ...domain.counts() },
        adaptedLayers: [],
        epochs: [],
      });
    }
    await observer.onTrained?.(trained, results);
    return { results, policy: trained.policy };
  } finally {
    for (const domain of trained.domains) domain.dispose();
    trained.backbone.dispose();
  }
}
