import type { TaskResult } from '@ftn/training';

/** A result with the fields a test is about. */
export function taskResult(
  method: string,
  fields: Partial<Omit<TaskResult, 'system'>> & { readonly rank?: number | null; readonly value?: number },
): TaskResult {
  const { rank = null, value = 70, metric = 'accuracy', ...rest } = fields;
  const config = { epochs: 1, batchSize: 1, schedule: { kind: 'constant' }, seed: 0, optimizers: {} };
  return {
    system: { method, rank, options: rank === null ? {} : { rank }, config, candidates: {} },
    domain: 'x',
    task: 'classification',
    seed: 0,
    metric,
    metrics: { [metric]: value },
    validation: null,
    seconds: 1,
    counts: { convolutions: 0, batchNorm: 0, head: 0 },
    adaptedLayers: [],
    epochs: [],
    ...rest,
  } as TaskResult;
}
