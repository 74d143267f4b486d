import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from '@ftn/adapters';
import { readRunCheckpoint } from '@ftn/checkpoints/node';
import { sectionOf, withPrefix } from '../loop/names.js';
import type { RunHeader } from './run-recorder.js';
import { restoreTrained, type Trained } from './training-state.js';

/**
 * Puts the best epoch of a run into what it trained and returns its validation value; where none was
 * validated, nothing changes and null comes back.
 */
export async function restoreBestOf(trained: Trained, directory: string): Promise<number | null> {
  const file = join(directory, 'best.ftn');
  if (!existsSync(file)) return null;
  const { header, tensors } = await readRunCheckpoint(file);
  restoreTrained(trained, tensors, file);
  return (header as unknown as RunHeader).position.best;
}

/** The best epoch of a domain's run, put into the domain; its validation value, or null where there was none. */
export function restoreBest(domain: Domain, directory: string): Promise<number | null> {
  const trained: Trained = {
    state: () => withPrefix('domain/', domain.state()),
    assign: (values) => domain.assign(sectionOf('domain/', values)),
  };
  return restoreBestOf(trained, directory);
}
