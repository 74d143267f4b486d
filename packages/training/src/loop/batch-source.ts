import type { Batch } from '@ftn/datasets';
import type { LearnerData } from './learner.js';
import type { ImageBatch } from './task.js';

/** Batches in an order that depends on the epoch alone, from any batch of it on. */
export interface BatchSource<B extends ImageBatch = Batch> {
  readonly batchesPerEpoch: number;
  batches(epoch: number, fromBatch?: number): AsyncIterable<B>;
  /** What a message calls the image at a place of the set, e.g. its file; default its number. */
  nameOf?(index: number): string;
}

/** The first four images of a batch by name, and how many more there are. */
export function namesOf({ indices }: ImageBatch, source: Pick<BatchSource<never>, 'nameOf'>): string {
  const names = Array.from(indices.subarray(0, 4), (index) => source.nameOf?.(index) ?? `number ${index}`);
  return `${names.join(', ')}${indices.length > 4 ? ` and ${indices.length - 4} more` : ''}`;
}

/** A source as the loop takes it. */
export function learnerData<B extends ImageBatch>(source: BatchSource<B>): LearnerData<B> {
  return {
    batchesPerEpoch: source.batchesPerEpoch,
    batches: (epoch, fromBatch) => source.batches(epoch, fromBatch),
    images: ({ shape }) => shape[0],
    describe: (batch) => namesOf(batch, source),
  };
}
