import { Worker } from 'node:worker_threads';
import { UsageError } from '@ftn/errors';
import type { BatchTask, Made } from './assemble.js';
import { detached } from './detached.js';
import { type ResultMessage, type TaskMessage, unpackError } from './worker-messages.js';

interface Pending {
  readonly resolve: (batch: Made<BatchTask>) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and the batches it still owes. */
interface Lane {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/** Threads that assemble batches; it keeps the process alive only while a batch is owed. */
export class WorkerPool {
  readonly #lanes: Lane[] = [];
  readonly #size: number;
  #nextId = 0;
  #closed = false;

  constructor(size: number) {
    this.#size = size;
  }

  /** Gives a batch to the thread with the fewest; threads start when first needed. */
  run<T extends BatchTask>(task: T): Promise<Made<T>> {
    if (this.#closed) return Promise.reject(closedError());
    const lane = this.#leastLoaded();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // Sent first: what cannot be sent rejects here and is not owed.
      lane.worker.postMessage({ id, task: detached(task) } satisfies TaskMessage);
      if (lane.pending.size === 0) lane.worker.ref();
      // A worker answers a task with the batch of its kind.
      lane.pending.set(id, { resolve: resolve as Pending['resolve'], reject });
    });
  }

  /** Stops every thread; batches still owed are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const lanes = this.#lanes.splice(0);
    for (const lane of lanes) rejectAll(lane, closedError());
    await Promise.all(lanes.map(({ worker }) => worker.terminate()));
  }

  #leastLoaded(): Lane {
    const idle = this.#lanes.find(({ pending }) => pending.size === 0);
    if (idle) return idle;
    if (this.#lanes.length < this.#size) return this.#start();
    return this.#lanes.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
  }

  #start(): Lane {
    const lane: Lane = { worker: startWorker(), pending: new Map() };
    const fail = (error: Error) => {
      const at = this.#lanes.indexOf(lane);
      if (at >= 0) this.#lanes.splice(at, 1);
      rejectAll(lane, error);
    };
    lane.worker.on('message', (message: ResultMessage) => settle(lane, message));
    lane.worker.on('error', fail);
    lane.worker.on('exit', (code) =>
      fail(new Error(`a data worker stopped unexpectedly (exit code ${code})`)),
    );
    lane.worker.unref();
    this.#lanes.push(lane);
    return lane;
  }
}

function closedError(): UsageError {
  return new UsageError('the batch loader was closed', { hint: 'Create a new one to read on.' });
}

function rejectAll({ pending }: Lane, error: Error): void {
  for (const { reject } of pending.values()) reject(error);
  pending.clear();
}

function settle({ worker, pending }: Lane, message: ResultMessage): void {
  const waiting = pending.get(message.id);
  if (!waiting) return;
  pending.delete(message.id);
  if (pending.size === 0) worker.unref();
  if ('batch' in message) waiting.resolve(message.batch);
  else waiting.reject(unpackError(message.error));
}

/** Starts the worker's file as it lies beside this one: TypeScript in a clone, JavaScript once built. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./batch-worker.js', import.meta.url));
  return new Worker(new URL('./batch-worker-source.mjs', import.meta.url), {
    execArgv: ['--conditions=@ftn/source'],
  });
}
