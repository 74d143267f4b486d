import { availableParallelism } from 'node:os';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { ImageDataset } from '../image-dataset.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { validateTransforms } from '../transforms/validate-transforms.js';
import { type AssembledBatch, assembleBatch, type BatchTask } from './assemble-batch.js';
import { WorkerPool } from './worker-pool.js';

export interface BatchLoaderOptions {
  readonly dataset: ImageDataset;
  readonly batchSize: number;
  /** Steps from decoded image to network input. */
  readonly transforms: readonly TransformStep[];
  /** Names the order and the augmentation: the same seed and epoch give the same batches. */
  readonly seed?: number;
  readonly shuffle?: boolean;
  /** Leaves out a last batch that is not full. */
  readonly dropLast?: boolean;
  /**
   * Threads that decode and augment; 0 works in the calling thread. Without it: 0 for pixels in memory,
   * up to 4 for files. The batches are the same for any number.
   */
  readonly workers?: number;
  /** Batches made ahead of the one in use, the bound on memory. */
  readonly prefetch?: number;
}

/** A batch as the network takes it. */
export interface Batch {
  /** Normalised pixels, NHWC. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly shape: readonly [batch: number, height: number, width: number, channels: 3];
  readonly labels: Int32Array;
  /** Which images of the data set these are. */
  readonly indices: Int32Array;
}

export interface BatchLoader {
  /** Batches in one epoch. */
  readonly length: number;
  /** The batches of an epoch in order, from `fromBatch` on: what resuming in the middle needs. */
  batches(epoch: number, fromBatch?: number): AsyncIterable<Batch>;
  /** Stops the threads; the loader cannot be used again. */
  close(): Promise<void>;
}

/** Reads a data set in batches; order and content depend on (seed, epoch) alone, not on the threads. */
export function createBatchLoader(options: BatchLoaderOptions): BatchLoader {
  const { dataset, batchSize, transforms, seed = 0, shuffle = false, dropLast = false } = options;
  validateTransforms(transforms);
  if (dataset.length === 0) throw new UsageError(`the data set '${dataset.name}' has no images`);
  const workers = options.workers ?? defaultWorkers(dataset);
  const prefetch = options.prefetch ?? 2 * workers;
  requireWhole({ batchSize }, 1);
  requireWhole({ workers, prefetch }, 0);
  if (dropLast && batchSize > dataset.length) {
    throw new UsageError(`the data set '${dataset.name}' has no full batch`, {
      expected: `at least ${batchSize} images`,
      got: String(dataset.length),
      hint: 'Take a smaller batch or keep the last one.',
    });
  }
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
  const length = dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
  let closed = false;

  const orderOf = (epoch: number) =>
    shuffle
      ? new RandomStream(seed, 'shuffle', epoch).permutation(dataset.length)
      : Int32Array.from({ length: dataset.length }, (_, i) => i);

  async function* batches(epoch: number, fromBatch = 0): AsyncGenerator<Batch> {
    if (closed) throw new UsageError('the batch loader was closed', { hint: 'Create a new one.' });
    requireWhole({ epoch, fromBatch }, 0);
    const order = orderOf(epoch);
    const ahead: { indices: Int32Array; result: Promise<AssembledBatch> }[] = [];
    for (let next = fromBatch, done = fromBatch; done < length; done++) {
      for (; next < length && next <= done + prefetch; next++) {
        const indices = order.slice(next * batchSize, (next + 1) * batchSize);
        const sources = Array.from(indices, (index) => dataset.image(index));
        const task: BatchTask = { sources, indices, epoch, seed, transforms };
        const result = pool ? pool.run(task) : assembleBatch(task);
        // Thrown when its turn comes; leaving the loop early must not raise it as unhandled.
        result.catch(() => {});
        ahead.push({ indices, result });
      }
      const { indices, result } = ahead.shift()!;
      const { images, height, width } = await result;
      const labels = Int32Array.from(indices, (index) => dataset.label(index));
      yield { images, shape: [indices.length, height, width, 3], labels, indices };
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
function defaultWorkers(dataset: ImageDataset): number {
  return dataset.image(0).kind === 'file' ? Math.min(Math.max(availableParallelism() - 1, 1), 4) : 0;
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
