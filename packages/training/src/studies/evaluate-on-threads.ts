import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import type { Measurement, Task } from '@ftn/tasks';
import { threadedMeter } from '@ftn/tasks/node';
import { type EvaluationOptions, evaluate } from '../loop/evaluate.js';

/** `evaluate` by a meter of its own that measures on threads where its task is measured faster so; they end with it. */
export async function evaluateOnThreads(
  domain: Domain,
  task: Task,
  batches: AsyncIterable<Batch>,
  watch: Omit<EvaluationOptions, 'meter'> = {},
): Promise<Measurement> {
  const meter = threadedMeter(task);
  try {
    return await evaluate(domain, task, batches, { ...watch, meter });
  } finally {
    await meter.close?.();
  }
}
