import type { Batch, BatchSource } from '@ftn/datasets';
import type { LearnerData } from './learner.js';

/** The first four images of a batch by name, and how many more there are. */
export function namesOf(
  { indices }: Pick<Batch, 'indices'>,
  source: Pick<BatchSource<never>, 'nameOf'>,
): string {
  const names = Array.from(indices.subarray(0, 4), (index) => source.nameOf?.(index) ?? `number ${index}`);
  return `${names.join(', ')}${indices.length > 4 ? ` and ${indices.length - 4} more` : ''}`;
}

/** A source as the loop takes it. */
export function learnerData<B extends Pick<Batch, 'shape' | 'indices'>>(
  source: BatchSource<B>,
): LearnerData<B> {
  return {
    batchesPerEpoch: source.batchesPerEpoch,
    batches: (epoch, fromBatch) => source.batches(epoch, fromBatch),
    images: ({ shape }) => shape[0],
    describe: (batch) => namesOf(batch, source),
  };
}
