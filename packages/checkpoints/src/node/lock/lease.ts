import { open, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryPath } from '../write-file-atomic.js';
import { type LockRecord, lockPath } from './lock-file.js';

/** The file whose time of change says when the holder of a lease was last known to live. */
const signPath = (directory: string) => join(directory, 'run.lock.alive');

/** Signs of life in the time of a lease: a few may be late, or lost on a slow file system. */
const signsInLease = 4;

/**
 * Gives signs of life until the function it returns is called, or until the lock is no longer held.
 *
 * @param lease milliseconds
 */
export function giveSignsOfLife(
  directory: string,
  lease: number,
  assertHeld: () => Promise<void>,
): () => void {
  let under = false;
  const timer = setInterval(async () => {
    if (under) return;
    under = true;
    try {
      // A process that was stopped for long wakes here, and must not speak for the holder that came after it.
      await assertHeld();
      await writeFile(signPath(directory), `${process.pid}\n`);
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
export async function lastSignSeen(directory: string, path: string): Promise<number> {
  // A lock just taken has given no sign yet, and the signs that lie there are those of the holder before.
  return Math.max(...(await Promise.all([path, signPath(directory)].map(changedAt))));
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
export async function hasLapsed(directory: string, path: string, { lease }: LockRecord): Promise<boolean> {
  if (lease === undefined) return false;
  // The sign first: one given in between makes the silence look shorter, never longer.
  const last = await lastSignSeen(directory, path);
  return (await timeInFolder(directory)) - last > lease;
}
