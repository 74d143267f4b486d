import { Domain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import type { Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import type { TaskResult } from '@ftn/training';
import type { ComparedRun } from './compared-runs.js';

/** The results of a run that has none: NaN for every task of a domain, counted as if it had been trained. */
export function missingResults(
  backbone: Backbone,
  { system, seed }: Pick<ComparedRun, 'system' | 'seed'>,
  { name, tasks }: { readonly name: string; readonly tasks: readonly Task[] },
): TaskResult[] {
  const method = createMethod(system.method, system.options);
  return tasks.map((task) => {
    const domain = Domain.create({
      name,
      backbone,
      method,
      seed,
      classes: task.outputs,
      ...(task.head ? { head: task.head } : {}),
    });
    try {
      return {
        system,
        domain: name,
        task: task.name,
        metric: task.metric.name,
        seed,
        metrics: { [task.metric.name]: Number.NaN },
        validation: null,
        seconds: 0,
        counts: { ...domain.counts() },
        adaptedLayers: [],
        epochs: [],
      };
    } finally {
      domain.dispose();
    }
  });
}
