import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Domain, encodeDomain, type ManifestDetails } from '@ftn/adapters';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { libraryVersion } from './app-files.js';
import type { EvaluationSettings } from './loaders.js';

/** Writes a domain's folder: adapter.safetensors, adapter.json and a README card. */
export async function writeAdapter(
  domain: Domain,
  folder: string,
  details: Omit<ManifestDetails, 'library'>,
): Promise<void> {
  const files = await encodeDomain(domain, { ...details, library: libraryVersion() });
  await mkdir(folder, { recursive: true });
  // adapter.json names the tensors by their hash, so it is written last: a cut in between is noticed.
  await writeFileAtomic(join(folder, 'adapter.safetensors'), files['adapter.safetensors']);
  await writeFileAtomic(join(folder, 'README.md'), files['README.md']);
  await writeFileAtomic(join(folder, 'adapter.json'), files['adapter.json']);
}

/** Writes the folder of a classifier's domain. */
export async function saveAdapter(
  domain: Domain,
  folder: string,
  { input, transforms }: Pick<EvaluationSettings, 'input' | 'transforms'>,
  metrics: Readonly<Record<string, number>>,
): Promise<void> {
  const { size, mean, std } = input;
  await writeAdapter(domain, folder, {
    input: { size, mean, std, transforms: transforms.evaluate },
    metrics,
  });
}
