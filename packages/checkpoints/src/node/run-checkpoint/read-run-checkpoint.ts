import { join } from 'node:path';
import { FormatError, StorageError } from '@ftn/errors';
import { errorCode, storageError } from '@ftn/errors/node';
import { type Fs, nodeFs } from '../fs.js';
import { readFileBytes } from '../read-file.js';
import { decodeRunCheckpoint, type ReadRunCheckpoint } from './decode-run-checkpoint.js';
import { checkpointSteps, stepFile } from './names.js';

/** A checkpoint that is damaged or cannot be read, and was passed over. */
export interface SkippedCheckpoint {
  readonly file: string;
  /** The damaged part and its offset, or what the disk said. */
  readonly reason: string;
}

/** The newest state that verifies, and the ones passed over that are newer. */
export interface LatestRunCheckpoint extends ReadRunCheckpoint {
  readonly file: string;
  readonly skipped: readonly SkippedCheckpoint[];
}

/** Refusals that are not the file's fault: permissions, and too many open files. */
const isOurs = (code: string | undefined) => ['EACCES', 'EPERM', 'EMFILE', 'ENFILE'].includes(code ?? '');

/** One checkpoint's file, verified: `best.ftn` or any `step-<n>.ftn`. */
export async function readRunCheckpoint(path: string, options: { fs?: Fs } = {}): Promise<ReadRunCheckpoint> {
  return decodeRunCheckpoint(await readFileBytes(path, options.fs), { file: path });
}

/**
 * The checkpoint of the highest step that verifies; null where the directory holds none or does not exist.
 * Nothing is deleted, so that a damaged file can still be looked at.
 *
 * @throws FormatError where there are checkpoints and none verifies; StorageError where none of them can be read, or
 * this process may not read one: an older state in its place would be a surprise.
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
  const unreadable: StorageError[] = [];
  for (const step of checkpointSteps(names)) {
    const file = join(directory, stepFile(step));
    try {
      const found = await readRunCheckpoint(file, { fs });
      if (found.step === step) return { ...found, file, skipped };
      skipped.push({ file, reason: `it holds step ${found.step}: it was renamed` });
    } catch (error) {
      const code = error instanceof StorageError ? errorCode(error.details.cause) : undefined;
      // A run that goes on removes old checkpoints while others look.
      if (code === 'ENOENT') continue;
      const broken = error instanceof FormatError || (error instanceof StorageError && !isOurs(code));
      if (!broken) throw error;
      if (error instanceof StorageError) unreadable.push(error);
      const { offset } = error.details;
      skipped.push({
        file,
        reason: offset === undefined ? error.problem : `${error.problem}, byte ${offset}`,
      });
    }
  }
  if (skipped.length === 0) return null;
  if (unreadable.length === skipped.length && unreadable[0]) throw unreadable[0];
  throw new FormatError(`no checkpoint of the run is intact (${skipped.length} tried)`, {
    file: directory,
    got: skipped.map(({ file, reason }) => `${file}: ${reason}`).join('; '),
    hint: 'Nothing was deleted. Copy the folder again from its source, or start the run in a new folder.',
  });
}
