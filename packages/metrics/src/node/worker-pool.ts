import { Worker } from 'node:worker_threads';
import { MismatchError, UsageError } from '@ftn/errors';
import { ThreadPool } from '@ftn/threads';
import type { EdgeProtocol } from '../edges/edge-protocol.js';
import type { EdgeCounts } from '../edges/sweep-thresholds.js';
import type { Image, Pixels } from '../images/image.js';
import type { EdgePair } from './edge-pair.js';

/** Threads that count edges under one protocol. */
export class WorkerPool {
  readonly #threads: ThreadPool<EdgePair, EdgeCounts>;

  constructor(size: number, protocol: EdgeProtocol) {
    this.#threads = new ThreadPool({
      size,
      name: 'an edge worker',
      start: () => startWorker(protocol),
      closed: closedError,
    });
  }

  async run({ prediction, truth, file }: EdgePair): Promise<EdgeCounts> {
    try {
      return await this.#threads.run({ prediction: detached(prediction), truth: detached(truth) });
    } catch (error) {
      throw file === undefined ? error : about(file, error as Error);
    }
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}

export function closedError(): UsageError {
  return new UsageError('the edge scorer was closed', { hint: 'Create a new one to continue.' });
}

/** What is wrong with a pair, with the file it is of. */
function about(file: string, error: Error): Error {
  if (error instanceof MismatchError) return new MismatchError(error.problem, { file, ...error.details });
  if (error instanceof UsageError) return new UsageError(error.problem, { file, ...error.details });
  return new Error(`${file}: ${error.message}`, { cause: error });
}

/** A view of a larger buffer would be sent with all of it: the pixels leave alone, unless memory is shared. */
function detached<Data extends Pixels>(image: Image<Data>): Image<Data> {
  const { data } = image;
  const whole = data.byteLength === data.buffer.byteLength;
  return whole || data.buffer instanceof SharedArrayBuffer ? image : { ...image, data: copyOf(data) as Data };
}

/** Not `data.slice()`: Node's Buffer, which is a Uint8Array, gives a view there. */
function copyOf(data: Pixels): Pixels {
  return data instanceof Uint8Array ? Uint8Array.from(data) : (data.slice() as Pixels);
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
