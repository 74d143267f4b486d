import { UsageError } from '@ftn/errors';
import { errorCode } from '@ftn/errors/node';
import type { SweepStore } from '@ftn/library';

/** Loads a package that is installed apart, since not everybody needs it. @param speaks what it speaks with */
async function apart<T>(name: string, speaks: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    // Not where one of its own imports is missing: that is an installation that is not whole.
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND' || !String(error).includes(name)) throw error;
    throw new UsageError(`the package that speaks with ${speaks} is not installed`, {
      expected: name,
      hint: `Install it where \`ftn\` is: 'npm i ${name}', or 'npm i -g ${name}' beside a global one.`,
    });
  }
}

/** What shares runs among machines: nobody else needs a client of Redis. */
export const queuePackage = (): Promise<typeof import('@ftn/queue')> =>
  apart('@ftn/queue', 'queues', () => import('@ftn/queue'));

/** The store of a sweep by its address; undefined where none is named. */
export async function openedStore(address: string | undefined): Promise<SweepStore | undefined> {
  if (address === undefined) return undefined;
  const { openStore } = await apart('@ftn/store', 'stores', () => import('@ftn/store'));
  return openStore(address);
}
