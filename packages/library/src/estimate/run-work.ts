import type { Task } from '@ftn/tasks';
import { checkpointsKept, type Recipe, type System, usualSaveEvery } from '@ftn/training';
import type { Data } from '../data/data.js';
import { batchesOfEpoch } from '../data/subject.js';

/** What a run does for one of its tasks, counted before it begins. */
export interface RunWork {
  readonly task: string;
  /** The classes of its data. */
  readonly classes: readonly string[];
  /** The same for runs whose steps cost the same: network, size and number of images, method, rank, optimizers, task. */
  readonly kind: string;
  /** Steps of training; early stopping may leave some out. */
  readonly steps: number;
  /** Images it is measured on: those of the test, and after each epoch those of validation where the best is kept. */
  readonly measured: number;
  /** Checkpoints that stay. */
  readonly checkpoints: number;
}

/** What decides the work of a run. */
interface WorkOf {
  readonly recipe: Recipe;
  readonly system: System;
  readonly keep: 'best' | 'last';
  readonly tasks: readonly Task[];
  readonly data: Pick<Data, 'classes' | 'train' | 'validation' | 'test'>;
  readonly weights: string;
  readonly outputStride: number | undefined;
}

/** What decides the cost of a step, as a word. A rate moves it no more than the seed does. */
function kindOf({ recipe, system, weights, outputStride }: WorkOf, { name, outputs }: Task): string {
  const { backbone, input, protocol, decoder } = recipe;
  const { method, options, config } = system;
  const optimizers = Object.entries(config.optimizers).map(([group, optimizer]) => [
    group,
    { ...optimizer, rate: null },
  ]);
  const network = [backbone, weights, outputStride ?? null, input.size, config.batchSize];
  return JSON.stringify([network, method, options, optimizers, name, outputs.length, protocol, decoder]);
}

/** The work of a run on one domain, task by task. */
export function workOfRun(run: WorkOf): RunWork[] {
  const { system, keep, tasks, data } = run;
  const { epochs, batchSize } = system.config;
  const steps = epochs * batchesOfEpoch(data.train.length, batchSize);
  const validates = keep === 'best' && data.validation.length > 0;
  const saved = epochs > 1 || steps > usualSaveEvery ? checkpointsKept : 1;
  return tasks.map((task) => ({
    task: task.name,
    classes: data.classes,
    kind: kindOf(run, task),
    steps,
    measured: data.test.length + (validates ? epochs * data.validation.length : 0),
    checkpoints: saved + (validates ? 1 : 0),
  }));
}
