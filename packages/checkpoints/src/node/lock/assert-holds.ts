import { LockedError } from '@ftn/errors';
import { type Fs, nodeFs } from '../fs.js';
import { isHeldHere, lockPath, lockText, readLockRecord } from './lock-file.js';

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

/**
 * Returns while a directory is held by the lock of which another process was given the proof.
 *
 * @throws LockedError once it is not: what the process does for the holder must not be written any more
 */
export async function assertProof(directory: string, proof: string, fs: Fs = nodeFs): Promise<void> {
  const record = await readLockRecord(lockPath(directory), fs);
  if (record !== null && lockText(record) === proof) return;
  throw new LockedError('the process this one works for no longer holds the run', {
    file: directory,
    hint: 'Nothing was written. Let the process that took it over finish.',
  });
}
