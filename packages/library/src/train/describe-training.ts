import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { runConfig } from '../recipes/run-config.js';
import type { TrainOptions } from './options.js';
import { planTraining } from './plan-training.js';

/** The resolved configuration of a training as YAML, which can be given as a recipe. */
export function trainingConfig(options: TrainOptions): string {
  return runConfig(planTraining(options), options.command ?? 'train(…)');
}

/**
 * Refuses a flag that an adapter's task gives no meaning to.
 *
 * @throws UsageError that names the flag and the task
 */
export function refuseFlag(flag: string, { name }: Pick<Task, 'name'>, because: string): never {
  throw new UsageError(`${flag} cannot go with an adapter for ${name}`, {
    got: because,
    hint: `Omit ${flag}.`,
  });
}
