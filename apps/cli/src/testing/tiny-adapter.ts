import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Domain, encodeDomain } from '@ftn/adapters';
import { startEngine } from '@ftn/engine';
import { createMethod } from '@ftn/tensor-factors';
import { openBackbone } from '../compose/backbone.js';
import { tinyClasses } from './tiny-images.js';

/** Writes an adapter of three classes over the weights that ship, as it is before training; its folder. */
export async function writeTinyAdapter(folder: string): Promise<string> {
  await startEngine();
  const backbone = await openBackbone({ name: 'resnet10-small' });
  const method = createMethod('ftn', { rank: 2 });
  const domain = Domain.create({ name: 'colours', backbone, method, classes: tinyClasses, seed: 1 });
  const input = { size: 32, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const files = await encodeDomain(domain, { input, metrics: {}, library: '0.1.0' });
  domain.dispose();
  backbone.dispose();
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
