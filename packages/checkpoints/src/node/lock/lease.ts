import { open, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryPath } from '../write-file-atomic.js';
import { type LockRecord, lockPath } from './lock-file.js';

/**
 * The file whose time of change says when a holder with a lease was last known to live. Each holder has its own: one that was
 * stopped in the midst of writing, and wakes long after it was overtaken, speaks for nobody else.
 */
export const signPath = (directory: string, token: number) => join(directory, `run.lock.${token}.alive`);

/** Signs of life in the time of a lease: a few may be late, or lost on a slow file system. */
const signsInLease = 4;

/**
 * Gives signs of life until the function it returns is called, or until the lock is no longer held.
 *
 * @param lease milliseconds
 */
export function giveSignsOfLife(
  directory: string,
  { token, lease }: { readonly token: number; readonly lease: number },
  assertHeld: () => Promise<void>,
): () => void {
  let under = false;
  const timer = setInterval(async () => {
    if (under) return;
    under = true;
    try {
      // A process that was stopped for long wakes here, and has nothing to say any more.
      await assertHeld();
      await writeFile(signPath(directory, token), `${process.pid}\n`);
    } catch {
      // A full disk or a lost mount: silence is what the others should hear.
    }
    under = false;
  }, lease / signsInLease);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * When a file was last changed, by the clock of its file system, in milliseconds since 1970; 0 where there is none. It is
 * opened, since a network file system answers for a mere name from what it remembers.
 */
async function changedAt(path: string): Promise<number> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return 0;
  try {
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** When the holder named in a lock or claim was last known to live, in milliseconds since 1970 by the file system's clock. */
export async function lastSignSeen(directory: string, path: string, token: number): Promise<number> {
  // A lock just taken has given no sign yet.
  return Math.max(...(await Promise.all([path, signPath(directory, token)].map(changedAt))));
}

/** What time it is for the file system: clocks of machines that share a folder may differ by any amount. */
async function timeInFolder(directory: string): Promise<number> {
  const probe = temporaryPath(lockPath(directory));
  const file = await open(probe, 'wx');
  try {
    await file.write('.');
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
    await unlink(probe).catch(() => {});
  }
}

/** Whether the holder named in a lock or claim has been silent for longer than its lease; never without one. */
export async function hasLapsed(
  directory: string,
  path: string,
  { lease, token }: LockRecord,
): Promise<boolean> {
  if (lease === undefined) return false;
  // The sign first: one given in between makes the silence look shorter, never longer.
  const last = await lastSignSeen(directory, path, token);
  return (await timeInFolder(directory)) - last > lease;
}
