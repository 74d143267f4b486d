import { join } from 'node:path';
import {
  MetricsLog,
  type MetricsRecord,
  type RunLock,
  writeFileAtomic,
  writeRunCheckpoint,
} from '@ftn/checkpoints/node';
import { InterruptedError } from '@ftn/errors';
import type { Metric } from '@ftn/metrics';
import { TensorBoardWriter } from '../events/tensorboard-writer.js';
import type { Learner } from '../loop/learner.js';
import type { EpochReport, StepReport, TrainingObserver, TrainingPosition } from '../loop/train-loop.js';
import { MetricsCsv } from './metrics-csv.js';
import { rewindLog } from './rewind-log.js';
import { scheduleRule } from './run-start.js';
import { scalarsOf } from './scalars.js';
import { captureState } from './training-state.js';

/** A stop asked for from outside; `exitCode` is that of the signal. */
export interface StopRequest {
  readonly requested: boolean;
  readonly exitCode: 130 | 143;
}

/** What a run's checkpoint says besides its tensors. */
export interface RunHeader {
  readonly position: TrainingPosition;
  readonly optimizerSteps: Readonly<Record<string, number>>;
  readonly settings: unknown;
  readonly fingerprint: unknown;
}

/** How a run is recorded in its folder. */
export interface RecorderOptions {
  /** The run's folder. */
  readonly directory: string;
  /** Must be the same when the run is resumed. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of the engine; resuming on another is not bit for bit the same. */
  readonly fingerprint: Readonly<Record<string, unknown>>;
  /** Steps between checkpoints; default 200. */
  readonly saveEvery?: number;
  /** Stops the run after the current step, with a checkpoint saved. */
  readonly stop?: StopRequest;
  /** What validation measures; default accuracy. */
  readonly metric?: Pick<Metric, 'name'>;
  readonly onStep?: (report: StepReport) => void;
  readonly onEpoch?: (report: EpochReport) => void;
  /** Called with a line for the user. */
  readonly onNote?: (note: string) => void;
}

/** What a checkpoint is taken of. */
type Kept = Pick<Learner<never>, 'state'>;

/** The name of what validation measures. */
const metricOf = ({ metric }: RecorderOptions): string => metric?.name ?? 'accuracy';

/** Steps between checkpoints unless told, besides one at the end of each epoch. */
export const usualSaveEvery = 200;

/** How many of the newest checkpoints stay: where one is damaged there is another. */
export const checkpointsKept = 2;

/** Failed saves in a row after which a run ends: nothing is being kept any more. */
const failuresAllowed = 2;

/** How long a process may trust that it still holds its run. */
const lookEveryMs = 500;

/** Keeps what a run leaves on disk: metrics, TensorBoard events and checkpoints, and stops it when asked. */
export class RunRecorder implements TrainingObserver {
  readonly #options: RecorderOptions;
  readonly #lock: RunLock;
  readonly #log: MetricsLog;
  readonly #board: TensorBoardWriter;
  readonly #csv: MetricsCsv;
  #failures = 0;
  /** When the lock was last looked at, by the clock of `performance.now`, which goes on while a process is stopped. */
  #looked = Number.NEGATIVE_INFINITY;
  #bestEpoch = false;
  #latest: { position: TrainingPosition; learner: Kept } | null = null;
  /** The step of the checkpoint the run goes on from. */
  readonly #resumedAt: number | undefined;

  private constructor(
    options: RecorderOptions,
    lock: RunLock,
    log: MetricsLog,
    board: TensorBoardWriter,
    csv: MetricsCsv,
    resumedAt: number | undefined,
  ) {
    this.#csv = csv;
    this.#resumedAt = resumedAt;
    this.#options = options;
    this.#lock = lock;
    this.#log = log;
    this.#board = board;
  }

  /** Opens the run's logs to continue from a position; later records are dropped. */
  static async open(
    options: RecorderOptions,
    lock: RunLock,
    position?: TrainingPosition,
  ): Promise<RunRecorder> {
    const log = await MetricsLog.open(join(options.directory, 'metrics.jsonl'));
    try {
      await rewindLog(log, position);
      const { directory, settings } = options;
      await writeFileAtomic(join(directory, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
      const csv = await MetricsCsv.open({ directory, metric: metricOf(options) }, (await log.read()).records);
      const firstStep = position ? position.step + 1 : 0;
      const board = await TensorBoardWriter.open(directory, { firstStep });
      board.hyperParameters(settings);
      return new RunRecorder(options, lock, log, board, csv, position?.step);
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Logs that the run goes on under other settings, and the rule its learning rates follow. */
  async onChange({ step, epoch }: TrainingPosition, changes: readonly string[]): Promise<void> {
    await this.#log.append({ kind: 'change', step, epoch, changes, rates: scheduleRule });
  }

  async onStep(report: StepReport): Promise<void> {
    this.#options.onStep?.(report);
    const { step, epoch, loss, terms = {}, rates, images, seconds } = report;
    const imagesPerSecond = images / seconds;
    await this.#record({ kind: 'step', step, epoch, loss, ...terms, rates, imagesPerSecond });
  }

  async onEpoch(report: EpochReport): Promise<void> {
    this.#options.onEpoch?.(report);
    this.#bestEpoch = report.best;
    const { step, epoch, loss, validation } = report;
    await this.#record({ kind: 'epoch', step, epoch, loss, validation });
  }

  async onPosition(position: TrainingPosition, learner: Kept, boundary: boolean): Promise<void> {
    this.#latest = { position, learner };
    await this.stopIfAsked();
    const { saveEvery = usualSaveEvery, onNote } = this.#options;
    if (!boundary && position.step % saveEvery !== 0) return;
    try {
      await this.#save(position, learner);
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      // One failed save may pass (a full disk being emptied); the one at an epoch's end may be the best.
      if (this.#failures > failuresAllowed || boundary) throw error;
      onNote?.(`the checkpoint at step ${position.step} could not be saved: ${(error as Error).message}`);
    }
  }

  /**
   * Where a stop was asked for: saves the latest position, where there is a newer one than the run went on from.
   *
   * @throws InterruptedError with the step of the newest checkpoint
   */
  async stopIfAsked(): Promise<void> {
    const { stop, directory } = this.#options;
    if (!stop?.requested) return;
    const hint = 'Run the same again with `resume` to continue.';
    if (!this.#latest) {
      const state =
        this.#resumedAt === undefined
          ? 'stopped before the first step; there is no checkpoint yet'
          : `stopped at step ${this.#resumedAt}, whose checkpoint is there`;
      throw new InterruptedError(state, stop.exitCode, { file: directory, hint });
    }
    const { position, learner } = this.#latest;
    await this.#save(position, learner);
    throw new InterruptedError(`stopped at step ${position.step}; a checkpoint was saved`, stop.exitCode, {
      file: directory,
      hint,
    });
  }

  async close(): Promise<void> {
    try {
      // What was not written yet is no longer this process's to write.
      const held = await this.#lock.assertHeld().then(
        () => true,
        () => false,
      );
      if (held) await this.#board.close();
      else await this.#board.discard();
    } finally {
      await this.#log.close();
    }
  }

  /** Logs a record and its scalars, unless another process has taken the run over meanwhile. */
  async #record(record: MetricsRecord): Promise<void> {
    // Who slept long enough to be overtaken looks when it wakes; who did not need not look at every step.
    if (performance.now() - this.#looked > lookEveryMs) {
      await this.#lock.assertHeld();
      this.#looked = performance.now();
    }
    await this.#log.append(record);
    await this.#csv.append(record);
    this.#board.scalars(record.step, scalarsOf(record, metricOf(this.#options)));
  }

  async #save(position: TrainingPosition, learner: Kept): Promise<void> {
    const { settings, fingerprint, directory } = this.#options;
    await this.#lock.assertHeld();
    const { tensors, optimizerSteps } = captureState(learner, position);
    const header: RunHeader = { position, optimizerSteps, settings, fingerprint };
    // Before the checkpoint, so that no step up to it is missing from the logs after a crash.
    await this.#board.flush();
    await this.#log.sync();
    await writeRunCheckpoint(
      directory,
      { step: position.step, header: header as never, tensors },
      { keepLast: checkpointsKept, token: this.#lock.token, best: this.#bestEpoch },
    );
    this.#bestEpoch = false;
  }
}
