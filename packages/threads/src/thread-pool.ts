import { unpackError } from './error-message.js';
import type { ResultMessage, TaskMessage } from './messages.js';
import type { PoolThread } from './pool-thread.js';

export interface ThreadPoolOptions {
  /** The most threads; they start when first needed. */
  readonly size: number;
  /** What a thread is called in errors: `a data worker`. */
  readonly name: string;
  /** Starts a thread whose file calls `serveTasks`. */
  readonly start: () => PoolThread;
  /** What a task is refused with once the pool is closed. */
  readonly closed: () => Error;
}

interface Pending<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and the results it still owes. */
interface Lane<Result> {
  readonly worker: PoolThread;
  readonly pending: Map<number, Pending<Result>>;
}

/** Threads that do tasks; the pool keeps the process alive only while results are owed. */
export class ThreadPool<Task, Result> implements AsyncDisposable {
  readonly #options: ThreadPoolOptions;
  readonly #lanes: Lane<Result>[] = [];
  #nextId = 0;
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Gives a task to the thread with the fewest. */
  run(task: Task): Promise<Result> {
    if (this.#closed) return Promise.reject(this.#options.closed());
    const lane = this.#leastLoaded();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // Sent first: what cannot be sent rejects here and is not owed.
      lane.worker.postMessage({ id, task } satisfies TaskMessage<Task>);
      if (lane.pending.size === 0) lane.worker.ref();
      lane.pending.set(id, { resolve, reject });
    });
  }

  /** Stops every thread; results still owed are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const lanes = this.#lanes.splice(0);
    for (const lane of lanes) rejectAll(lane, this.#options.closed());
    await Promise.all(lanes.map(({ worker }) => worker.terminate()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #leastLoaded(): Lane<Result> {
    const idle = this.#lanes.find(({ pending }) => pending.size === 0);
    if (idle) return idle;
    if (this.#lanes.length < this.#options.size) return this.#start();
    return this.#lanes.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
  }

  #start(): Lane<Result> {
    const lane: Lane<Result> = { worker: this.#options.start(), pending: new Map() };
    const fail = (error: Error) => {
      const at = this.#lanes.indexOf(lane);
      if (at >= 0) this.#lanes.splice(at, 1);
      rejectAll(lane, error);
    };
    const { name } = this.#options;
    lane.worker.on('message', (message) => settle(lane, message as ResultMessage<Result>, name));
    lane.worker.on('error', fail);
    lane.worker.on('exit', (code) => fail(new Error(`${name} stopped unexpectedly (exit code ${code})`)));
    lane.worker.unref();
    this.#lanes.push(lane);
    return lane;
  }
}

function rejectAll<Result>({ pending }: Lane<Result>, error: Error): void {
  for (const { reject } of pending.values()) reject(error);
  pending.clear();
}

function settle<Result>(
  { worker, pending }: Lane<Result>,
  message: ResultMessage<Result>,
  name: string,
): void {
  const waiting = pending.get(message.id);
  if (!waiting) return;
  pending.delete(message.id);
  if (pending.size === 0) worker.unref();
  if ('result' in message) waiting.resolve(message.result);
  else waiting.reject(unpackError(message.error, name));
}
