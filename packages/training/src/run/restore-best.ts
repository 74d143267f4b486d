import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from '@ftn/adapters';
import { readRunCheckpoint } from '@ftn/checkpoints/node';
import type { RunHeader } from './run-recorder.js';
import { restoreDomainTensors } from './training-state.js';

/**
 * Puts the best epoch of a run into its domain and returns its validation accuracy in percent; where none was
 * validated, the domain stays as it is and null comes back.
 */
export async function restoreBest(domain: Domain, directory: string): Promise<number | null> {
  const file = join(directory, 'best.ftn');
  if (!existsSync(file)) return null;
  const { header, tensors } = await readRunCheckpoint(file);
  restoreDomainTensors(domain, tensors, file);
  return (header as unknown as RunHeader).position.best;
}
