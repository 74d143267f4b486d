import { Worker } from 'node:worker_threads';
import { UsageError } from '@ftn/errors';
import type { EdgeProtocol } from '../edges/edge-protocol.js';
import type { EdgeCounts } from '../edges/sweep-thresholds.js';
import type { Image, Pixels } from '../images/image.js';
import type { EdgePair } from './edge-pair.js';
import { type ResultMessage, type TaskMessage, unpackError } from './worker-messages.js';

interface Pending {
  readonly file: string | undefined;
  readonly resolve: (counts: EdgeCounts) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and the pairs it still owes. */
interface Lane {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/** Threads that count edges under one protocol; it keeps the process alive only while counts are owed. */
export class WorkerPool {
  readonly #lanes: Lane[] = [];
  readonly #size: number;
  readonly #protocol: EdgeProtocol;
  #nextId = 0;
  #closed = false;

  constructor(size: number, protocol: EdgeProtocol) {
    this.#size = size;
    this.#protocol = protocol;
  }

  /** Gives a pair to the thread with the fewest; threads start when first needed. */
  run({ prediction, truth, file }: EdgePair): Promise<EdgeCounts> {
    if (this.#closed) return Promise.reject(closedError());
    const lane = this.#leastLoaded();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const pair = { prediction: detached(prediction), truth: detached(truth) };
      // Sent first: what cannot be sent rejects here and is not owed.
      lane.worker.postMessage({ id, pair } satisfies TaskMessage);
      if (lane.pending.size === 0) lane.worker.ref();
      lane.pending.set(id, { file, resolve, reject });
    });
  }

  /** Stops every thread; counts still owed are rejected. */
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
    const lane: Lane = { worker: startWorker(this.#protocol), pending: new Map() };
    const fail = (error: Error) => {
      const at = this.#lanes.indexOf(lane);
      if (at >= 0) this.#lanes.splice(at, 1);
      rejectAll(lane, error);
    };
    lane.worker.on('message', (message: ResultMessage) => settle(lane, message));
    lane.worker.on('error', fail);
    lane.worker.on('exit', (code) =>
      fail(new Error(`an edge worker stopped unexpectedly (exit code ${code})`)),
    );
    lane.worker.unref();
    this.#lanes.push(lane);
    return lane;
  }
}

export function closedError(): UsageError {
  return new UsageError('the edge scorer was closed', { hint: 'Create a new one to score on.' });
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
  if ('counts' in message) waiting.resolve(message.counts);
  else waiting.reject(unpackError(message.error, waiting.file));
}

/** A view of a larger buffer would be sent with all of it: the pixels leave alone, unless memory is shared. */
function detached<Data extends Pixels>(image: Image<Data>): Image<Data> {
  const { data } = image;
  const whole = data.byteLength === data.buffer.byteLength;
  return whole || data.buffer instanceof SharedArrayBuffer ? image : { ...image, data: data.slice() as Data };
}

/** Starts the worker's file as it lies beside this one: TypeScript in a clone, JavaScript once built. */
function startWorker(workerData: EdgeProtocol): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./edge-worker.js', import.meta.url), { workerData });
  }
  return new Worker(new URL('./edge-worker-source.mjs', import.meta.url), {
    workerData,
    execArgv: ['--conditions=@ftn/source'],
  });
}
