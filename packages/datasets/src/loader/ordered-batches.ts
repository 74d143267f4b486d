import { availableParallelism } from 'node:os';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { Decoding } from '../pixels/decoding.js';
import { assemble, type BatchTask, type Made } from './assemble.js';
import { earlierDraws } from './balanced-order.js';
import { WorkerPool } from './worker-pool.js';

/** How a data set is cut into batches, whatever they hold. */
export interface BatchOptions {
  /** Images per batch. */
  readonly batchSize: number;
  /** Names the order and the augmentation: the same seed and epoch give the same batches. */
  readonly seed?: number;
  /** Shuffles the images every epoch; default false. */
  readonly shuffle?: boolean;
  /** How files become pixels where conventions differ; 'upright' unless said. */
  readonly decode?: Decoding | undefined;
  /** Leaves out a last batch that is not full. */
  readonly dropLast?: boolean;
  /**
   * Threads that decode and augment; 0 works in the calling thread. Without it: 0 for what is in memory,
   * up to 4 for files. The batches are the same for any number.
   */
  readonly workers?: number;
  /** Batches made ahead of the one in use, the bound on memory. */
  readonly prefetch?: number;
}

/** Where a batch stands: enough to draw everything random in it. */
export interface BatchPlace {
  readonly seed: number;
  readonly epoch: number;
  /** Its number in the epoch. */
  readonly batch: number;
  /** How often each of its images came before in the epoch, where images may come again. */
  readonly repeats?: Int32Array;
}

interface OrderedBatchesOptions<T extends BatchTask, B> extends BatchOptions {
  readonly dataset: { readonly name: string; readonly length: number };
  /** Threads where the caller names none; undefined for as many as files are worth. */
  readonly defaultWorkers: () => number | undefined;
  /** The work for the batch of some indices. */
  readonly taskOf: (indices: Int32Array, place: BatchPlace) => T;
  /** Adds data that the threads do not need. */
  readonly finish: (made: Made<T>, indices: Int32Array, place: BatchPlace) => B;
  /** The images of an epoch, some perhaps again and others not at all; default each once, shuffled or in order. */
  readonly drawnOrder?: ((epoch: number, seed: number) => Int32Array) | undefined;
}

interface OrderedBatches<B> {
  readonly length: number;
  batches(epoch: number, fromBatch?: number): AsyncIterable<B>;
  close(): Promise<void>;
}

/** The order, the threads and the prefetch limit, for any kind of batch. */
export function createOrderedBatches<T extends BatchTask, B>(
  options: OrderedBatchesOptions<T, B>,
): OrderedBatches<B> {
  const { dataset, batchSize, taskOf, finish, drawnOrder } = options;
  const { seed = 0, shuffle = false, dropLast = false } = options;
  if (dataset.length === 0) throw new UsageError(`the data set '${dataset.name}' has no images`);
  const workers = options.workers ?? options.defaultWorkers() ?? threadsForFiles();
  const prefetch = options.prefetch ?? 2 * workers;
  requireWhole({ batchSize }, 1);
  requireWhole({ workers, prefetch }, 0);
  if (dropLast && batchSize > dataset.length) {
    throw new UsageError(`the data set '${dataset.name}' has no full batch`, {
      expected: `at least ${batchSize} images`,
      got: String(dataset.length),
      hint: 'Use a smaller batch or keep the last incomplete one.',
    });
  }
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
  const length = dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
  let closed = false;

  const orderOf = (epoch: number) =>
    shuffle
      ? new RandomStream(seed, 'shuffle', epoch).permutation(dataset.length)
      : Int32Array.from({ length: dataset.length }, (_, i) => i);

  async function* batches(epoch: number, fromBatch = 0): AsyncGenerator<B> {
    if (closed) throw new UsageError('the batch loader was closed', { hint: 'Create a new one.' });
    requireWhole({ epoch, fromBatch }, 0);
    const order = drawnOrder?.(epoch, seed) ?? orderOf(epoch);
    const earlier = drawnOrder && earlierDraws(order);
    const ahead: { indices: Int32Array; place: BatchPlace; result: Promise<Made<T>> }[] = [];
    for (let next = fromBatch, done = fromBatch; done < length; done++) {
      for (; next < length && next <= done + prefetch; next++) {
        const [first, end] = [next * batchSize, (next + 1) * batchSize];
        const indices = order.slice(first, end);
        const repeats = earlier && { repeats: earlier.slice(first, end) };
        const place: BatchPlace = { seed, epoch, batch: next, ...repeats };
        const task = taskOf(indices, place);
        const result = pool ? pool.run(task) : assemble(task);
        // Thrown when its turn comes; leaving the loop early must not raise it as unhandled.
        result.catch(() => {});
        ahead.push({ indices, place, result });
      }
      const { indices, place, result } = ahead.shift()!;
      yield finish(await result, indices, place);
    }
  }

  return {
    length,
    batches,
    async close() {
      closed = true;
      await pool?.close();
    },
  };
}

/** Decoding is worth a thread; copying small pixels is not (see the README for what was measured). */
function threadsForFiles(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 4);
}

function requireWhole(numbers: Readonly<Record<string, number>>, least: number): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new UsageError(`${name} must be a whole number`, {
      expected: `${least} or more`,
      got: String(value),
    });
  }
}
