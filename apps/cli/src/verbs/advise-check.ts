import { FtnError } from '@ftn/errors';
import type { Terminal } from '../terminal/terminal.js';

/** Runs work on data; where a file of the data is at fault, says how to list all faults. */
export async function adviseCheck<T>(
  data: string | readonly string[],
  terminal: Terminal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (FtnError.isInstance(error) && error.exitCode === 3) {
      const { checkableData } = await import('@ftn/library/internal');
      const file = error.details.file ?? '';
      const spec = checkableData(typeof data === 'string' ? [data] : data, file);
      if (spec !== undefined)
        terminal.note(`'ftn data check ${spec}' lists everything that is wrong with the images`);
    }
    throw error;
  }
}
