import { scalarEvent, startEvent, versionEvent } from './event.js';
import { createEventFile, type EventFile } from './event-file.js';
import { hyperParametersEvent } from './hyper-parameters.js';
import { record } from './record.js';

/** Seconds since 1970, as TensorBoard keeps times. */
const now = () => Date.now() / 1000;

/** Where a writer begins. */
export interface TensorBoardOptions {
  /** The first step this session will write: 0 for a new run, the checkpoint's step + 1 for a resumed one. */
  readonly firstStep?: number;
  /** Seconds since 1970 of the session's start. */
  readonly wallTime?: number;
}

/**
 * Writes scalars to a folder that TensorBoard reads.
 *
 * Every session makes a file of its own and changes no earlier one, so that a crash costs at most the end of
 * one file and a TensorBoard that is running keeps its place. A resumed session begins with a restart mark
 * that makes TensorBoard drop what an earlier one wrote from `firstStep` on.
 * Scalars are held in memory until `flush`; flush before saving a checkpoint, so that none before it is lost.
 */
export class TensorBoardWriter implements AsyncDisposable {
  readonly #file: EventFile;
  #pending: Uint8Array[] = [];
  #length = 0;
  #writing: Promise<void> = Promise.resolve();

  /** Writes to `file` from its start; `open` is the usual way to make a writer. */
  constructor(file: EventFile, { firstStep = 0, wallTime = now() }: TensorBoardOptions = {}) {
    this.#file = file;
    this.#pending.push(record(versionEvent(wallTime)), record(startEvent(firstStep, wallTime)));
  }

  /**
   * Starts the next event file of `directory`, making the folder where it is missing.
   * @throws StorageError when the folder or file cannot be made or written.
   */
  static async open(directory: string, options: TensorBoardOptions = {}): Promise<TensorBoardWriter> {
    const writer = new TensorBoardWriter(await createEventFile(directory), options);
    await writer.flush();
    return writer;
  }

  /** The file this session writes. */
  get path(): string {
    return this.#file.path;
  }

  /**
   * Adds one value for each tag at `step`, for example `{ 'loss/train': 0.7, 'accuracy/validation': 81.2 }`.
   * @throws UsageError for a step that is not a non-negative integer.
   */
  scalars(step: number, values: Readonly<Record<string, number>>, wallTime = now()): void {
    this.#pending.push(record(scalarEvent(step, values, wallTime)));
  }

  /**
   * Adds what the session was run with, for TensorBoard's tab of hyper-parameters; nested settings by paths such as
   * `optimizers.factors.rate`.
   */
  hyperParameters(settings: Readonly<Record<string, unknown>>, wallTime = now()): void {
    this.#pending.push(record(hyperParametersEvent(settings, wallTime)));
  }

  /**
   * Hands everything added so far to the operating system.
   * @throws StorageError when the disk refuses; the events are kept and the next flush writes them again.
   */
  flush(): Promise<void> {
    const attempt = this.#writing.then(() => this.#write());
    this.#writing = attempt.catch(() => undefined);
    return attempt;
  }

  /** Flushes and closes the file; it is closed even when the flush fails. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  /** Closes the file without what was added since the last flush. */
  async discard(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #write(): Promise<void> {
    const records = this.#pending;
    if (records.length === 0) return;
    const bytes = Buffer.concat(records);
    // At the end of the last whole write: a second attempt covers what a failed one left behind.
    await this.#file.write(bytes, this.#length);
    this.#length += bytes.length;
    this.#pending = this.#pending.slice(records.length);
  }
}
