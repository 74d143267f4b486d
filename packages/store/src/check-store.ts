import { randomBytes } from 'node:crypto';
import { StorageError } from '@ftn/errors';
import type { ObjectClient } from './object-client.js';

const promise = 'a store that shows what was written to whoever reads or lists after that';

const forgetful = (shown: string, got: string) =>
  new StorageError('this store cannot keep a sweep', {
    file: shown,
    expected: promise,
    got,
    hint: 'Take a store with strong consistency, as S3 itself has it, or a shared folder.',
  });

/** What is not answered by then counts as not there, in milliseconds. */
const patience = 2900;

/**
 * Returns within three seconds where a store can keep a sweep: an object that was written, changed or deleted is so for whoever
 * asks next, alone or in a list. That it is so for all machines at all times can only be promised by the store.
 *
 * @throws StorageError with its address, where it is absent, refuses the keys, has no such bucket or shows what was before
 */
export async function checkStore(client: ObjectClient): Promise<void> {
  const { shown } = client;
  const once = { patience: 0, signal: AbortSignal.timeout(patience) };
  const below = 'check/';
  const key = `${below}${randomBytes(8).toString('hex')}`;
  const versionOf = async () => (await client.list(below, once)).find((one) => one.key === key)?.version;
  const late = (error: unknown) => {
    if (!once.signal.aborted) throw error;
    throw new StorageError('the store cannot be reached', {
      file: shown,
      got: `no answer in ${patience / 1000} s`,
      hint: 'Check AWS_ENDPOINT_URL, and that the store runs.',
    });
  };
  await (async () => {
    await client.put(key, 'one', once);
    const first = await versionOf();
    if (first === undefined) throw forgetful(shown, 'a list without what was just written');
    await client.put(key, 'another', once);
    const text = new TextDecoder().decode((await client.get(key, 100, once)) ?? new Uint8Array());
    if (text !== 'another') throw forgetful(shown, 'what an object held before it was written anew');
    if ((await versionOf()) === first) throw forgetful(shown, 'a list that does not show what has changed');
    await client.delete(key, once);
    if ((await versionOf()) !== undefined) throw forgetful(shown, 'a list with what was just deleted');
  })().catch(late);
}
