import { join } from 'node:path';
import {
  type JsonValue,
  lockRun,
  MetricsLog,
  type MetricsRecord,
  type RunLock,
  readLatestRunCheckpoint,
  writeRunCheckpoint,
} from '@ftn/checkpoints/node';
import { InterruptedError, MismatchError, UsageError } from '@ftn/errors';
import { requireSameSettings, type StopRequest } from '@ftn/training';
import { type Snapshot, snapshotFromData, snapshotToData } from '../run/snapshot.js';

/** How a training is kept in a folder it can be resumed from. */
export interface RunFolderOptions {
  readonly directory: string;
  /** Everything that must be the same when the run is resumed: config, data, the generator's hash. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The numeric fingerprint of the engine: bit for bit is promised only while it stays the same. */
  readonly fingerprint: Readonly<Record<string, unknown>>;
  readonly resume: boolean;
  /** Steps between checkpoints; default 200. */
  readonly saveEvery?: number;
  readonly stop?: StopRequest;
  /** One line for the user, e.g. that a resumed run is not bit-exact. */
  readonly onNote?: (note: string) => void;
}

interface Header<P> {
  readonly position: P;
  readonly optimizerSteps: Record<string, number>;
  readonly settings: unknown;
  readonly fingerprint: unknown;
}

/** Failed saves in a row after which a run ends: nothing is being kept any more. */
const failuresAllowed = 2;

/** A run's folder while this process holds it: metrics.jsonl and checkpoints. */
export class RunFolder<P extends { readonly step: number }> {
  readonly #options: RunFolderOptions;
  readonly #lock: RunLock;
  readonly #log: MetricsLog;
  #failures = 0;

  private constructor(options: RunFolderOptions, lock: RunLock, log: MetricsLog) {
    this.#options = options;
    this.#lock = lock;
    this.#log = log;
  }

  /**
   * Takes the folder and finds what to go on from: the newest intact checkpoint, whose tensors the caller disposes, or null.
   *
   * @throws LockedError where another process holds it; UsageError where it holds a run that was not to be resumed, or one
   *   of other settings
   */
  static async open<P extends { readonly step: number }>(
    options: RunFolderOptions,
  ): Promise<{ folder: RunFolder<P>; found: { position: P; snapshot: Snapshot } | null }> {
    const lock = await lockRun(options.directory);
    let log: MetricsLog | undefined;
    try {
      const found = await findCheckpoint<P>(options);
      log = await MetricsLog.open(join(options.directory, 'metrics.jsonl'));
      await log.truncateAfter(found?.position.step ?? 0);
      return { folder: new RunFolder<P>(options, lock, log), found };
    } catch (error) {
      await log?.close();
      await lock.release();
      throw error;
    }
  }

  log(record: MetricsRecord): Promise<void> {
    return this.#log.append(record);
  }

  /** Saves where it is time to, and where a stop was asked for, after which InterruptedError ends the run. */
  async at(position: P, capture: () => Snapshot, last: boolean): Promise<void> {
    const { stop, directory, saveEvery = 200, onNote } = this.#options;
    if (stop?.requested) {
      await this.#save(position, capture());
      throw new InterruptedError(`stopped at step ${position.step}; a checkpoint was saved`, stop.exitCode, {
        file: directory,
        hint: 'Run the same command with --resume to go on.',
      });
    }
    if (!last && position.step % saveEvery !== 0) return;
    try {
      await this.#save(position, capture());
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      if (this.#failures > failuresAllowed || last) throw error;
      onNote?.(`the checkpoint at step ${position.step} could not be saved: ${(error as Error).message}`);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#log.close();
    } finally {
      await this.#lock.release();
    }
  }

  async #save(position: P, snapshot: Snapshot): Promise<void> {
    const { directory, settings, fingerprint } = this.#options;
    const header: Header<P> = { position, optimizerSteps: snapshot.steps, settings, fingerprint };
    const tensors = snapshotToData(snapshot);
    // Before the checkpoint, so that no step up to it is missing from the log after a crash.
    await this.#log.sync();
    const checkpoint = { step: position.step, header: header as unknown as JsonValue, tensors };
    await writeRunCheckpoint(directory, checkpoint, { keepLast: 2, token: this.#lock.token });
  }
}

async function findCheckpoint<P>({ directory, settings, fingerprint, resume, onNote }: RunFolderOptions) {
  const found = await readLatestRunCheckpoint(directory);
  if (!found) {
    if (resume) onNote?.(`no checkpoint in ${directory} yet: training starts at the beginning`);
    return null;
  }
  if (!resume) {
    throw new UsageError(`the folder already holds a run at step ${found.step}`, {
      file: directory,
      hint: 'Add --resume to continue it, or choose another --out.',
    });
  }
  for (const { file, reason } of found.skipped)
    onNote?.(`${file} is damaged (${reason}): using an older checkpoint`);
  const header = found.header as unknown as Header<P>;
  if (!header.position) throw new MismatchError('the checkpoint holds no position', { file: directory });
  requireSameSettings(header.settings, settings, directory);
  if (JSON.stringify(header.fingerprint) !== JSON.stringify(fingerprint)) {
    onNote?.('the engine or its thread count changed: the run goes on, but not bit for bit as it would have');
  }
  return { position: header.position, snapshot: snapshotFromData(found.tensors, header.optimizerSteps) };
}
