import { UsageError } from '@ftn/errors';
import { errorCode } from '@ftn/errors/node';

/** Loads what shares runs among machines, which is installed apart: nobody else needs a client of Redis. */
export async function queuePackage(): Promise<typeof import('@ftn/queue')> {
  try {
    return await import('@ftn/queue');
  } catch (error) {
    // Not where one of its own imports is missing: that is an installation that is not whole.
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND' || !String(error).includes('@ftn/queue')) throw error;
    throw new UsageError('the package that speaks with queues is not installed', {
      expected: '@ftn/queue',
      hint: "Install it where `ftn` is: 'npm i @ftn/queue', or 'npm i -g @ftn/queue' beside a global one.",
    });
  }
}
