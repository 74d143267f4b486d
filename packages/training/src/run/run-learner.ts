import { lockRun, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { MismatchError, UsageError } from '@ftn/errors';
import type { Metric } from '@ftn/metrics';
import type { Learner, LearnerData } from '../loop/learner.js';
import { type TrainingPosition, trainLoop } from '../loop/train-loop.js';
import { type RecorderOptions, type RunHeader, RunRecorder, type StopRequest } from './run-recorder.js';
import { requireSameSettings } from './settings-diff.js';
import { restoreState } from './training-state.js';

/** Where a run is kept, and how it is stopped and resumed. */
export interface RunPlace extends RecorderOptions {
  /** The run's directory: checkpoints, metrics.jsonl and TensorBoard events. */
  readonly directory: string;
  /** Everything that must be the same when the run is resumed: recipe, data, classes, backbone hash. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The numeric fingerprint of the engine: bit for bit is promised only while it stays the same. */
  readonly fingerprint: Readonly<Record<string, unknown>>;
  readonly resume: boolean;
  /** What `validate` measures; default accuracy. */
  readonly metric?: Pick<Metric, 'name' | 'better'>;
  /** Steps between checkpoints, besides one at each epoch's end; default 200. */
  readonly saveEvery?: number;
  /** Called once the directory is this process's and the run is known to start or resume. */
  readonly onStart?: () => Promise<void>;
  /**
   * The task's metric on held-out images after an epoch, in its unit. It calls `onBatch` after each batch, which
   * throws once a stop was asked for.
   */
  readonly validate?: (epoch: number, onBatch: () => void) => Promise<number>;
  /** One line for the user, e.g. that a resumed run is not bit-exact. */
  readonly onNote?: (note: string) => void;
}

/** The training of a learner in a run folder. */
export interface RunLearnerOptions<B> extends RunPlace {
  readonly learner: Learner<B>;
  readonly data: LearnerData<B>;
  readonly epochs: number;
}

/** Trains a learner in a directory it can be resumed from, bit for bit on the same engine and thread count. */
export async function runLearner<B>(options: RunLearnerOptions<B>): Promise<TrainingPosition> {
  const { directory, learner, data, epochs, validate } = options;
  const lock = await lockRun(directory);
  let recorder: RunRecorder | undefined;
  try {
    const position = await findResume(options);
    await options.onStart?.();
    recorder = await RunRecorder.open(options, lock, position);
    return await trainLoop({
      learner,
      data,
      epochs,
      observer: recorder,
      ...(options.metric ? { better: options.metric.better } : {}),
      ...(validate ? { validate: stoppable(validate, recorder, options.stop) } : {}),
      ...(position ? { position } : {}),
    });
  } finally {
    await recorder?.close();
    await lock.release();
  }
}

/** A validation that a stop cuts short; it is done anew on resuming, so that nothing but time is lost. */
function stoppable(validate: NonNullable<RunPlace['validate']>, recorder: RunRecorder, stop?: StopRequest) {
  const stopped = Symbol('stopped');
  const onBatch = () => {
    if (stop?.requested) throw stopped;
  };
  return async (epoch: number) => {
    try {
      return await validate(epoch, onBatch);
    } catch (error) {
      if (error === stopped) await recorder.stopIfAsked();
      throw error;
    }
  };
}

/** The position of the newest intact checkpoint, which is put into the learner; undefined for a run that starts. */
async function findResume<B>(options: RunLearnerOptions<B>): Promise<TrainingPosition | undefined> {
  const { directory, learner, settings, fingerprint, resume, onNote } = options;
  const found = await readLatestRunCheckpoint(directory);
  if (!found) {
    if (resume) onNote?.(`no checkpoint in ${directory} yet: training starts at the beginning`);
    return undefined;
  }
  if (!resume) {
    throw new UsageError(`the folder already holds a run at step ${found.step}`, {
      file: directory,
      hint: 'Add --resume to continue it, or choose another --out.',
    });
  }
  for (const { file, reason } of found.skipped)
    onNote?.(`${file} is damaged (${reason}): using an older checkpoint`);
  const header = found.header as unknown as RunHeader;
  if (!header.position) throw new MismatchError('the checkpoint holds no position', { file: directory });
  requireSameSettings(header.settings, settings, directory);
  if (JSON.stringify(header.fingerprint) !== JSON.stringify(fingerprint)) {
    onNote?.('the engine or its thread count changed: the run continues, but not bit for bit as before');
  }
  restoreState(learner, { ...header, tensors: found.tensors }, directory);
  return header.position;
}
