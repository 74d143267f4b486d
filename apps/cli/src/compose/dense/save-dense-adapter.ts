import type { Domain } from '@ftn/adapters';
import type { DenseTask } from '@ftn/training';
import { writeAdapter } from '../save-adapter.js';
import type { DenseInput } from './dense-loaders.js';
import type { DenseMetrics } from './measure-task.js';

/** Writes the folder of a dense task's domain. */
export async function saveDenseAdapter(
  { domain, task }: { readonly domain: Domain; readonly task: Pick<DenseTask, 'name'> },
  folder: string,
  { input, transforms }: DenseInput,
  metrics: DenseMetrics,
): Promise<void> {
  // What could not be measured is no number to keep.
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  await writeAdapter(domain, folder, {
    task: task.name,
    input: { ...input, transforms: transforms.evaluate },
    metrics: Object.fromEntries(finite),
  });
}
