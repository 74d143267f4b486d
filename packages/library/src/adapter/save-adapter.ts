import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Domain, encodeDomain, type ManifestDetails } from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import type { Task } from '@ftn/tasks';
import { classificationTask } from '@ftn/tasks';
import type { EvaluationSettings } from '../data/subject.js';
import { libraryVersion } from '../files/package-files.js';

/** What an adapter's file says besides what its domain knows. */
export interface AdapterDetails {
  readonly task: Pick<Task, 'name'>;
  readonly settings: Pick<EvaluationSettings, 'input' | 'transforms'>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Writes a domain's folder: adapter.safetensors, adapter.json and a README card. */
export async function saveAdapter(domain: Domain, folder: string, details: AdapterDetails): Promise<void> {
  const { task, settings, metrics } = details;
  const { size, mean, std } = settings.input;
  // What could not be measured is no number to keep.
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  const manifest: ManifestDetails = {
    ...(task.name === classificationTask([]).name ? {} : { task: task.name }),
    input: { size, mean, std, transforms: settings.transforms.evaluate },
    metrics: Object.fromEntries(finite),
    library: libraryVersion(),
  };
  const files = await encodeDomain(domain, manifest);
  await mkdir(folder, { recursive: true });
  // adapter.json names the tensors by their hash, so it is written last: a cut in between is noticed.
  await writeFileAtomic(join(folder, 'adapter.safetensors'), files['adapter.safetensors']);
  await writeFileAtomic(join(folder, 'README.md'), files['README.md']);
  await writeFileAtomic(join(folder, 'adapter.json'), files['adapter.json']);
}
