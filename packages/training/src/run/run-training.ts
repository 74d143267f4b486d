import { lockRun, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { MismatchError, UsageError } from '@ftn/errors';
import { type BatchSource, type Position, trainDomain } from '../loop/train-domain.js';
import type { TrainingConfig } from '../loop/training-config.js';
import { type RecorderOptions, type RunHeader, RunRecorder } from './run-recorder.js';
import { requireSameSettings } from './settings-diff.js';
import { restoreState } from './training-state.js';

export interface RunOptions extends RecorderOptions {
  /** The run's directory: checkpoints, metrics.jsonl and TensorBoard events. */
  readonly directory: string;
  readonly data: BatchSource;
  readonly config: TrainingConfig;
  /** Everything that must be the same when the run is resumed: recipe, data, classes, backbone hash. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The numeric fingerprint of the engine: bit for bit is promised only while it stays the same. */
  readonly fingerprint: Readonly<Record<string, unknown>>;
  readonly resume: boolean;
  /** Steps between checkpoints, besides one at each epoch's end; default 200. */
  readonly saveEvery?: number;
  /**
   * Accuracy on held-out images after an epoch, in percent. It calls `onBatch` after each batch, which
   * throws once a stop was asked for.
   */
  readonly validate?: (epoch: number, onBatch: () => void) => Promise<number>;
  /** One line for the user, e.g. that a resumed run is not bit-exact. */
  readonly onNote?: (note: string) => void;
}

/** Thrown through a validation that a stop cuts short. */
const stopped = Symbol('stopped');

/** Trains a domain in a directory it can be resumed from, bit for bit on the same engine and thread count. */
export async function runTraining(options: RunOptions): Promise<Position> {
  const { directory, domain, data, config, stop, validate } = options;
  const lock = await lockRun(directory);
  try {
    const resume = await findResume(options);
    const recorder = await RunRecorder.open(options, lock, resume?.position.step ?? 0);
    const validateUntilStopped = async (epoch: number) => {
      try {
        return await validate!(epoch, () => {
          if (stop?.requested) throw stopped;
        });
      } catch (error) {
        // The validation is done anew on resuming: nothing but time is lost.
        if (error === stopped) await recorder.stopIfAsked();
        throw error;
      }
    };
    try {
      return await trainDomain({
        domain,
        data,
        config,
        observer: recorder,
        ...(validate ? { validate: validateUntilStopped } : {}),
        ...(resume ? { resume } : {}),
      });
    } finally {
      for (const slot of resume?.optimizers.slots.values() ?? []) slot.dispose();
      await recorder.close();
    }
  } finally {
    await lock.release();
  }
}

/** The newest intact checkpoint, put into the domain; null for a run that starts. */
async function findResume({ directory, domain, settings, fingerprint, resume, onNote }: RunOptions) {
  const found = await readLatestRunCheckpoint(directory);
  if (!found) {
    if (resume) onNote?.(`no checkpoint in ${directory} yet: training starts at the beginning`);
    return null;
  }
  if (!resume) {
    throw new UsageError(`'${directory}' already holds a run at step ${found.step}`, {
      hint: 'Add --resume to continue it, or choose another --out.',
    });
  }
  for (const { file, reason } of found.skipped)
    onNote?.(`${file} is damaged (${reason}): using an older checkpoint`);
  const header = found.header as unknown as RunHeader;
  if (!header.position) throw new MismatchError('the checkpoint holds no position', { file: directory });
  requireSameSettings(header.settings, settings, directory);
  if (JSON.stringify(header.fingerprint) !== JSON.stringify(fingerprint)) {
    onNote?.('the engine or its thread count changed: the run goes on, but not bit for bit as it would have');
  }
  return {
    position: header.position,
    optimizers: restoreState(domain, { ...header, tensors: found.tensors }, directory),
  };
}
