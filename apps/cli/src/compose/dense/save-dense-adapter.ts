import { type Domain, describeInput } from '@ftn/adapters';
import type { DenseTask } from '@ftn/training';
import { saveAdapter } from '../save-adapter.js';
import { type DenseInput, denseEvaluationOf } from './dense-loaders.js';
import type { DenseMetrics } from './measure-task.js';

/** Writes the folder of a dense task's domain. */
export async function saveDenseAdapter(
  { domain, task }: { readonly domain: Domain; readonly task: Pick<DenseTask, 'name'> },
  folder: string,
  recipe: DenseInput,
  metrics: DenseMetrics,
): Promise<void> {
  // What could not be measured is no number to keep.
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  await saveAdapter(domain, folder, {
    task: task.name,
    input: describeInput([...denseEvaluationOf(recipe).steps], recipe.input.size),
    metrics: Object.fromEntries(finite),
  });
}
