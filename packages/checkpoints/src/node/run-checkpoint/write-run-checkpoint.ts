import { join } from 'node:path';
import { UsageError } from '@ftn/errors';
import { storageError } from '@ftn/errors/node';
import { type Fs, nodeFs } from '../fs.js';
import { assertHolds } from '../lock/assert-holds.js';
import { writeFileAtomic } from '../write-file-atomic.js';
import { encodeRunCheckpoint } from './encode-run-checkpoint.js';
import type { RunCheckpoint } from './format.js';
import { bestFile, checkpointSteps, stepFile } from './names.js';

/** How a run checkpoint is written. */
export interface WriteRunCheckpointOptions {
  /** How many of the newest checkpoints stay; default 2, so that a damaged one has one before it. */
  readonly keepLast?: number;
  /** Also keeps this state as `best.ftn`, which no later checkpoint but the next best one replaces. */
  readonly best?: boolean;
  /** The token of the lock held on the directory: a writer that lost it writes nothing. */
  readonly token?: number;
  /** The file system; default that of Node. */
  readonly fs?: Fs;
}

/** What was written, and old checkpoints that could not be removed; the next write tries them again. */
export interface WrittenRunCheckpoint {
  readonly file: string;
  readonly notRemoved: readonly string[];
}

/**
 * Writes `step-<n>.ftn`, then removes all but the newest `keepLast`; older ones go only when this one is safe.
 *
 * @throws StorageError where it could not be written: every earlier checkpoint is as it was.
 * @throws LockedError where another process has taken the directory over.
 */
export async function writeRunCheckpoint(
  directory: string,
  checkpoint: RunCheckpoint,
  options: WriteRunCheckpointOptions = {},
): Promise<WrittenRunCheckpoint> {
  const { keepLast = 2, best = false, token, fs = nodeFs } = options;
  if (!Number.isInteger(keepLast) || keepLast < 1) {
    throw new UsageError(`keepLast cannot be ${keepLast}`, { expected: 'a whole number of 1 or more' });
  }
  const holds = async () => {
    if (token !== undefined) await assertHolds(directory, token, fs);
  };
  await holds();
  const parts = encodeRunCheckpoint(checkpoint, token ?? null);
  await fs.makeDirectory(directory).catch((error: unknown) => {
    throw storageError('could not be created', directory, error);
  });
  const file = join(directory, stepFile(checkpoint.step));
  // The best one first: if the end comes in between, the run resumes before this step and writes both again.
  if (best) await writeFileAtomic(join(directory, bestFile), parts, { fs, beforeRename: holds });
  await writeFileAtomic(file, parts, { fs, beforeRename: holds });
  return { file, notRemoved: await removeOlder(directory, checkpoint.step, keepLast, fs) };
}

/** Later steps than the one just written are left alone: the run went back before them because they are damaged. */
async function removeOlder(directory: string, step: number, keepLast: number, fs: Fs): Promise<string[]> {
  const notRemoved: string[] = [];
  const names = await fs.readdir(directory).catch(() => []);
  for (const old of checkpointSteps(names)
    .filter((n) => n <= step)
    .slice(keepLast)) {
    const file = join(directory, stepFile(old));
    await fs.unlink(file).catch(() => notRemoved.push(file));
  }
  return notRemoved;
}
