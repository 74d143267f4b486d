import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunLocked, lockRun, type RunLock } from '@ftn/checkpoints/node';
import type { StopRequest } from '@ftn/training';

/**
 * Milliseconds without a sign of life after which a process has lost its run, so that a machine that was lost, or a process
 * that was stopped, holds none for ever. What it does when it wakes is refused.
 */
export const usualLease = 30_000;

/** The folders below a run that a training of it has locked for itself. */
async function lockedBelow(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'run'), { recursive: true }).catch(() => []);
  return names
    .filter((name) => basename(name) === 'run.lock')
    .map((name) => join(folder, 'run', dirname(name)));
}

/**
 * Takes a run of a sweep for this process, also from a holder whose lease has lapsed. The training that one had begun
 * is shut out, whether or not it lives on: from here on it can write nothing.
 *
 * @throws LockedError where another process holds it and lives
 */
export async function claimRun(folder: string, lease = usualLease): Promise<RunLock> {
  const claim = await lockRun(folder, { lease });
  try {
    for (const directory of await lockedBelow(folder))
      if (await isRunLocked(directory)) await (await lockRun(directory, { force: true })).release();
    return claim;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/**
 * Waits while a run is held by somebody whose lease may lapse: for one who was given the run because its holder is thought to be
 * gone. Who gives signs of life keeps it.
 */
export async function awaitSilence(
  folder: string,
  { lease = usualLease, stop }: { readonly lease?: number | undefined; readonly stop: StopRequest },
): Promise<void> {
  const until = performance.now() + lease * 1.25;
  while (performance.now() < until && !stop.requested && (await isRunLocked(folder))) await sleep(lease / 8);
}
