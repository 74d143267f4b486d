import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockRun, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { MismatchError, UsageError } from '@ftn/errors';
import type { Metric } from '@ftn/metrics';
import type { Learner, LearnerData } from '../loop/learner.js';
import { patienceIsOut, type TrainingPosition, trainLoop } from '../loop/train-loop.js';
import { forgetMeasured } from '../results/measured.js';
import { type RecorderOptions, type RunHeader, RunRecorder, type StopRequest } from './run-recorder.js';
import { allowedChanges, describeStart, type RunStart } from './run-start.js';
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
  /** Go on under settings that changed, each of which is told and logged; default more epochs alone may. */
  readonly allowChange?: boolean;
  /** Called once the directory is this process's and the run is known to start or go on; not for one that is finished. */
  readonly onStart?: () => Promise<void>;
  /**
   * Awaited before what is written once training has ended, when the lock of the directory is no longer held: throws where
   * the directory has become another process's.
   */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
  /** Told once whether the run begins, goes on or was finished; default one line to `onNote`, where it is resumed. */
  readonly onFound?: (
    start: RunStart,
    length: { readonly epochs: number; readonly totalSteps: number },
  ) => void;
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
  /** Epochs in a row without a better value of `validate` after which the run is finished; default never. */
  readonly patience?: number | undefined;
}

/**
 * Trains a learner in a directory it can be resumed from, bit for bit on the same engine and thread count. A run that was
 * finished under the same settings is merely read, whether or not it is resumed.
 */
export async function runLearner<B>(options: RunLearnerOptions<B>): Promise<TrainingPosition> {
  const { directory, learner, data, epochs, patience, validate, onNote } = options;
  const made = firstMissing(directory);
  const lock = await lockRun(directory);
  let recorder: RunRecorder | undefined;
  try {
    const start = await findStart(options);
    const totalSteps = epochs * data.batchesPerEpoch;
    if (options.onFound) options.onFound(start, { epochs, totalSteps });
    else if (options.resume) onNote?.(describeStart(start, { directory, epochs, totalSteps }));
    const { position, changes } = start;
    if (start.kind === 'finished') return position!;
    await options.onStart?.();
    await forgetMeasured(directory);
    recorder = await RunRecorder.open(options, lock, position);
    if (changes.length > 0) await recorder.onChange(position!, changes);
    return await trainLoop({
      learner,
      data,
      epochs,
      patience,
      observer: recorder,
      ...(options.metric ? { better: options.metric.better } : {}),
      ...(validate ? { validate: stoppable(validate, recorder, options.stop) } : {}),
      ...(position ? { position } : {}),
    });
  } finally {
    await recorder?.close();
    await lock.release();
    if (made && !recorder) await removeUnused(directory, made);
  }
}

/** The outermost folder that has yet to be made for a directory; undefined where it is there. */
function firstMissing(directory: string): string | undefined {
  let missing: string | undefined;
  for (let at = resolve(directory); !existsSync(at); at = dirname(at)) missing = at;
  return missing;
}

/** Removes the folders made for a run that was refused before its first step, where nothing but its lock lies there. */
async function removeUnused(directory: string, outermost: string): Promise<void> {
  const names: string[] = await readdir(directory).catch(() => []);
  if (names.some((name) => name !== 'run.lock')) return;
  await rm(join(directory, 'run.lock'), { force: true });
  for (let at = resolve(directory); at.length >= outermost.length; at = dirname(at)) {
    // Another run may have begun in it meanwhile.
    const removed = await rmdir(at).then(
      () => true,
      () => false,
    );
    if (!removed) return;
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

/** Where the run stands by its newest intact checkpoint, which is put into the learner. */
async function findStart<B>(options: RunLearnerOptions<B>): Promise<RunStart> {
  const { directory, learner, settings, fingerprint, epochs, resume, allowChange = false, onNote } = options;
  const found = await readLatestRunCheckpoint(directory);
  if (!found) return { kind: 'new', changes: [] };
  for (const { file, reason } of found.skipped)
    onNote?.(`${file} is damaged (${reason}): using an older checkpoint`);
  const header = found.header as unknown as RunHeader;
  const { position } = header;
  if (!position) throw new MismatchError('the checkpoint holds no position', { file: directory });
  const changes = allowedChanges({ directory, before: header.settings, now: settings, resume, allowChange });
  restoreState(learner, { ...header, tensors: found.tensors }, directory);
  const impatient = patienceIsOut(position, options.patience);
  const finished = position.epoch >= epochs || learner.finished?.() === true || impatient;
  if (finished && changes.length > 0) {
    throw new UsageError(`the run is finished and was trained under other settings (${changes.join('; ')})`, {
      file: directory,
      hint: `Raise its ${impatient ? 'patience' : 'epochs'} to train on, or start anew in another folder.`,
    });
  }
  if (finished) return { kind: 'finished', position, changes };
  if (!resume) {
    throw new UsageError(`the folder already holds a run at step ${found.step}`, {
      file: directory,
      hint: 'Add `resume` to continue it, or choose another `out`.',
    });
  }
  if (JSON.stringify(header.fingerprint) !== JSON.stringify(fingerprint)) {
    onNote?.('the engine or its thread count changed: the run continues, but not bit for bit as before');
  }
  return { kind: 'unfinished', position, changes };
}
