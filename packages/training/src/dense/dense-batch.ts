import type { DenseBatch as LoadedBatch } from '@ftn/datasets';
import type { BatchSource } from '../loop/batch-source.js';
import type { ImageBatch } from '../loop/task.js';

/** A batch as the training loop takes it, with the maps a dense task learns from. */
export interface DenseBatch extends ImageBatch, Omit<LoadedBatch, 'image' | 'indices'> {}

/** Batches of a loader of `@ftn/datasets`. */
interface DenseBatches {
  readonly length: number;
  batches(epoch: number, fromBatch?: number): AsyncIterable<LoadedBatch>;
}

/** A loaded batch with its images where every batch has them. */
export function denseBatch({ image, ...maps }: LoadedBatch): DenseBatch {
  return { ...maps, images: image.data, shape: image.shape as ImageBatch['shape'] };
}

/** A loader's batches as a source to train on; `nameOf` says what an error calls a sample. */
export function denseSource(
  loader: DenseBatches,
  nameOf?: (index: number) => string,
): BatchSource<DenseBatch> {
  return {
    batchesPerEpoch: loader.length,
    async *batches(epoch, fromBatch) {
      for await (const batch of loader.batches(epoch, fromBatch)) yield denseBatch(batch);
    },
    ...(nameOf ? { nameOf } : {}),
  };
}
