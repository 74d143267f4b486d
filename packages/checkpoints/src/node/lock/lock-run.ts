import { LockedError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';
import { type Fs, nodeFs } from '../fs.js';
import { removeTemporaries, temporaryPath, writeFileAtomic, writeNewFile } from '../write-file-atomic.js';
import { assertHolds } from './assert-holds.js';
import { giveSignsOfLife, hasLapsed, lastSignSeen, signPath } from './lease.js';
import {
  claimedTokens,
  claimPath,
  isHeldHere,
  type LockRecord,
  lockedBy,
  lockPath,
  lockText,
  readLockRecord,
} from './lock-file.js';
import { currentOwner, liveness } from './owner.js';

/** The right to write into a run's directory. */
export interface RunLock extends AsyncDisposable {
  readonly directory: string;
  /** Grows with each holder; `writeRunCheckpoint` refuses any but the newest. */
  readonly token: number;
  /** What a process that works for this one shows `assertProof`. */
  readonly proof: string;
  /** Returns while this process holds the directory. @throws LockedError once another one took it over */
  assertHeld(): Promise<void>;
  /** Lets the next process in; safe to call twice. */
  release(): Promise<void>;
}

/** How a directory is taken. */
export interface LockOptions {
  /**
   * For folders that several machines share: milliseconds after which this process has lost the directory where it gives no
   * sign of life, which it does four times as often. Without it only processes of this machine can know that it is gone.
   */
  readonly lease?: number | undefined;
  /** Takes it from whoever holds it: for one who holds the folder around it. */
  readonly force?: boolean | undefined;
  /** The file system; default that of Node. */
  readonly fs?: Fs;
}

/**
 * Takes a run's directory for this process, creates it where missing, and removes the temporary files of a killed writer.
 *
 * `run.lock` names the holder. One whose holder is gone (no such process, another start time, another boot) is taken
 * over; of several that try, one succeeds. Token n+1 is earned by creating `run.lock.<n+1>`, which fails for all but
 * one, and the claim then replaces `run.lock` by a rename: there is no moment without a lock. A holder with a lease that
 * is stopped, or whose machine is lost, is overtaken once its lease has lapsed; what it does when it wakes is refused by its token.
 *
 * @throws LockedError (exit 75) that names process and host.
 */
export async function lockRun(directory: string, options: LockOptions = {}): Promise<RunLock> {
  const { fs = nodeFs, lease } = options;
  try {
    await fs.makeDirectory(directory);
    for (let times = 0; times < 50; times++) {
      const record = await tryLock(directory, { ...options, fs });
      if (record === null) continue;
      await removeTemporaries(directory, fs);
      const { token } = record;
      const assertHeld = () => assertHolds(directory, token, fs);
      const fallSilent =
        lease === undefined ? () => {} : giveSignsOfLife(directory, { token, lease }, assertHeld);
      const free = () => {
        fallSilent();
        return release(directory, token, fs);
      };
      const proof = lockText(record);
      return { directory, token, proof, assertHeld, release: free, [Symbol.asyncDispose]: free };
    }
  } catch (error) {
    throw errorCode(error) === undefined || error instanceof LockedError
      ? error
      : storageError('could not be locked', lockPath(directory), error);
  }
  throw new LockedError('the lock changes hands faster than it can be taken', {
    file: directory,
    hint: 'Try again.',
  });
}

/**
 * Whether a process holds a run's directory, as far as can be told from here: one on another host counts as living unless its
 * lease has lapsed, by this machine's clock.
 *
 * @throws LockedError for a lock that cannot be read
 */
export async function isRunLocked(directory: string, options: { fs?: Fs } = {}): Promise<boolean> {
  const record = await readLockRecord(lockPath(directory), options.fs ?? nodeFs);
  if (record === null || record.released || liveness(record) === 'gone') return false;
  const { lease, token } = record;
  // Somebody who only looks writes nothing, not even to learn the file system's time.
  return (
    lease === undefined || Date.now() - (await lastSignSeen(directory, lockPath(directory), token)) <= lease
  );
}

/** One attempt; null where another process moved in between and the state has to be read again. */
async function tryLock(
  directory: string,
  { fs, lease, force = false }: LockOptions & { readonly fs: Fs },
): Promise<LockRecord | null> {
  const refuse = force ? async () => {} : refuseLiving;
  const current = await readLockRecord(lockPath(directory), fs);
  await refuse(directory, lockPath(directory), current);
  const newest = current?.token ?? 0;
  const claims = claimedTokens(await fs.readdir(directory));
  for (const claim of claims) {
    const path = claimPath(directory, claim);
    if (claim > newest) await refuse(directory, path, await readLockRecord(path, fs));
  }
  const token = Math.max(newest, ...claims) + 1;
  const claim = claimPath(directory, token);
  const since = new Date().toISOString();
  const leased = lease === undefined ? {} : { lease };
  const record: LockRecord = { token, ...currentOwner(), since, released: false, ...leased };
  if (!(await createExclusively(claim, lockText(record), fs))) return null;
  // The lock read above may be long gone: the claim counts only if it still follows on it.
  const again = await readLockRecord(lockPath(directory), fs);
  if ((again?.token ?? 0) !== newest || again?.released !== current?.released) {
    await unlinkIfThere(claim, fs);
    return null;
  }
  try {
    await fs.rename(claim, lockPath(directory));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  for (const left of claims) await unlinkIfThere(claimPath(directory, left), fs);
  await unlinkIfThere(signPath(directory, newest), fs);
  return record;
}

async function refuseLiving(directory: string, path: string, record: LockRecord | null): Promise<void> {
  if (record === null || record.released) return;
  const state = liveness(record);
  if (state === 'gone' || (await hasLapsed(directory, path, record))) return;
  throw lockedBy(directory, record, state === 'alive');
}

/** Creates a file with its content at once, so that no other process ever reads half of it; false where it exists. */
async function createExclusively(path: string, text: string, fs: Fs): Promise<boolean> {
  const content = [new TextEncoder().encode(text)];
  const temp = temporaryPath(path);
  try {
    await writeNewFile(temp, content, fs);
    try {
      await fs.link(temp, path);
    } catch (error) {
      // Without hard links (FAT) the content follows an instant after the name.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
      await writeNewFile(path, content, fs);
    }
    return true;
  } catch (error) {
    // ENOENT: the process that won has swept the temporary file away.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return false;
    throw error;
  } finally {
    await unlinkIfThere(temp, fs);
  }
}

async function release(directory: string, token: number, fs: Fs): Promise<void> {
  const path = lockPath(directory);
  const record = await readLockRecord(path, fs);
  if (record === null || !isHeldHere(record, token)) return;
  try {
    await writeFileAtomic(path, lockText({ ...record, released: true }), { fs });
  } catch (error) {
    // A full disk has no room for the note; removing the lock needs none.
    await fs.unlink(path).catch(() => {
      throw error;
    });
  }
}

const unlinkIfThere = (path: string, fs: Fs) => fs.unlink(path).catch(() => {});
