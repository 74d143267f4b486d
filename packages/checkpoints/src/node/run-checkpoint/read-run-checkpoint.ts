import { join } from 'node:path';
import { FormatError, StorageError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';
import { type Fs, nodeFs } from '../fs.js';
import { readFileBytes } from '../read-file.js';
import { decodeRunCheckpoint, type ReadRunCheckpoint } from './decode-run-checkpoint.js';
import { checkpointSteps, stepFile } from './names.js';

/** A damaged checkpoint that was passed over. */
export interface SkippedCheckpoint {
  readonly file: string;
  /** The damaged part and its offset. */
  readonly reason: string;
}

/** The newest state that verifies, and the damaged ones that are newer. */
export interface LatestRunCheckpoint extends ReadRunCheckpoint {
  readonly file: string;
  readonly skipped: readonly SkippedCheckpoint[];
}

/** One checkpoint's file, verified: `best.ftn` or any `step-<n>.ftn`. */
export async function readRunCheckpoint(path: string, options: { fs?: Fs } = {}): Promise<ReadRunCheckpoint> {
  return decodeRunCheckpoint(await readFileBytes(path, options.fs), { file: path });
}

/**
 * The checkpoint of the highest step that verifies; null where the directory holds none or does not exist.
 * Nothing is deleted, so that a damaged file can still be looked at.
 *
 * @throws FormatError where there are checkpoints and none verifies.
 */
export async function readLatestRunCheckpoint(
  directory: string,
  options: { fs?: Fs } = {},
): Promise<LatestRunCheckpoint | null> {
  const { fs = nodeFs } = options;
  const names = await fs.readdir(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw storageError('could not be listed', directory, error);
  });
  const skipped: SkippedCheckpoint[] = [];
  for (const step of checkpointSteps(names)) {
    const file = join(directory, stepFile(step));
    try {
      const found = await readRunCheckpoint(file, { fs });
      if (found.step === step) return { ...found, file, skipped };
      skipped.push({ file, reason: `it holds step ${found.step}: it was renamed` });
    } catch (error) {
      // A run that goes on removes old checkpoints while others look.
      if (error instanceof StorageError && errorCode(error.details.cause) === 'ENOENT') continue;
      if (!(error instanceof FormatError)) throw error;
      const { offset } = error.details;
      skipped.push({
        file,
        reason: offset === undefined ? error.problem : `${error.problem}, byte ${offset}`,
      });
    }
  }
  if (skipped.length === 0) return null;
  throw new FormatError(`no checkpoint of the run is intact (${skipped.length} tried)`, {
    file: directory,
    got: skipped.map(({ file, reason }) => `${file}: ${reason}`).join('; '),
    hint: 'Nothing was deleted. Copy the folder again from where it came, or start the run in a new folder.',
  });
}
