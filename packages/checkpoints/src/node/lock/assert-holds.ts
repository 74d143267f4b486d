import { LockedError } from '@ftn/errors';
import type { Fs } from '../fs.js';
import { isHeldHere, lockPath, readLockRecord } from './lock-file.js';

/** Refuses to continue if this process no longer holds the directory's lock with this token: another one took over. */
export async function assertHolds(directory: string, token: number, fs: Fs): Promise<void> {
  const record = await readLockRecord(lockPath(directory), fs);
  if (isHeldHere(record, token)) return;
  const holder = record && !record.released ? `; process ${record.pid} on ${record.host} took it over` : '';
  throw new LockedError(`this process no longer holds the run${holder}`, {
    file: directory,
    expected: `token ${token}`,
    got: record ? `token ${record.token}` : 'no lock',
    hint: 'Nothing was written. Let the other process finish.',
  });
}
