import { UsageError } from '@ftn/errors';
import { type BatchOptions, createOrderedBatches } from '../loader/ordered-batches.js';
import type { DenseArrays, DenseTask } from './assemble-dense-batch.js';
import type { DenseDataset } from './dense-dataset.js';
import type { DenseKey } from './dense-sample.js';
import type { DenseStep } from './dense-step.js';
import { validateDenseSteps } from './validate-dense-steps.js';

export interface DenseLoaderOptions extends BatchOptions {
  readonly dataset: DenseDataset;
  /** Steps from sample to network input. */
  readonly steps: readonly DenseStep[];
  /** The maps to read; all the data set has, where left out. */
  readonly keys?: readonly DenseKey[];
}

/** A batch of images with their maps, and which samples of the data set these are. */
export interface DenseBatch extends DenseArrays {
  readonly indices: Int32Array;
}

export interface DenseLoader {
  /** Batches in one epoch. */
  readonly length: number;
  /** The batches of an epoch in order, from `fromBatch` on: what resuming in the middle needs. */
  batches(epoch: number, fromBatch?: number): AsyncIterable<DenseBatch>;
  /** Stops the threads; the loader cannot be used again. */
  close(): Promise<void>;
}

/**
 * Reads images and their maps in batches; order and content depend on (seed, epoch) alone, not on the threads.
 *
 * Throws UsageError for steps that cannot run and for maps the data set does not have.
 */
export function createDenseLoader(options: DenseLoaderOptions): DenseLoader {
  const { dataset, steps, keys = dataset.keys, decode } = options;
  validateDenseSteps(steps);
  const missing = keys.find((key) => !dataset.keys.includes(key));
  if (missing) {
    throw new UsageError(`the data set '${dataset.name}' has no '${missing}'`, {
      expected: dataset.keys.join(', '),
    });
  }
  return createOrderedBatches({
    ...options,
    defaultWorkers: () => (dataset.sample(0).kind === 'memory' ? 0 : undefined),
    taskOf: (indices, epoch, seed): DenseTask => {
      const sources = Array.from(indices, (index) => dataset.sample(index));
      return { kind: 'dense', sources, keys, indices, epoch, seed, steps, decode };
    },
    finish: (arrays, indices): DenseBatch => ({ ...arrays, indices }),
  });
}
