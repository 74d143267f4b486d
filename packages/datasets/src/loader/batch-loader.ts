import type { ImageDataset } from '../image-dataset.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { validateTransforms } from '../transforms/validate-transforms.js';
import type { ImageTask } from './assemble-batch.js';
import { type BatchOptions, createOrderedBatches } from './ordered-batches.js';

export interface BatchLoaderOptions extends BatchOptions {
  readonly dataset: ImageDataset;
  /** Steps from decoded image to network input. */
  readonly transforms: readonly TransformStep[];
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
  const { dataset, transforms, decode } = options;
  validateTransforms(transforms);
  return createOrderedBatches({
    ...options,
    defaultWorkers: () => (dataset.image(0).kind === 'pixels' ? 0 : undefined),
    taskOf: (indices, epoch, seed): ImageTask => {
      const sources = Array.from(indices, (index) => dataset.image(index));
      return { kind: 'images', sources, indices, epoch, seed, transforms, decode };
    },
    finish: ({ images, height, width }, indices): Batch => ({
      images,
      shape: [indices.length, height, width, 3],
      labels: Int32Array.from(indices, (index) => dataset.label(index)),
      indices,
    }),
  });
}
