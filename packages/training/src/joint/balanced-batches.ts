import type { Batch, BatchSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { LearnerData } from '../loop/learner.js';
import { namesOf } from '../loop/learner-data.js';
import type { GroupBatch } from './group-learner.js';

/** The batches of one part of a group's step: a source for each domain, and steps of an epoch. */
export interface BalancedPart {
  readonly part: string;
  readonly sources: readonly BatchSource[];
  /** Default as many as the domain with the most batches has, so that an epoch shows every image. */
  readonly steps?: number;
}

/** The batches of one domain without an end, from the n-th on: its epochs follow each other, each in its own order. */
async function* endless(source: BatchSource, from: number): AsyncGenerator<Batch> {
  let epoch = Math.floor(from / source.batchesPerEpoch);
  let batch = from % source.batchesPerEpoch;
  for (; ; epoch++, batch = 0) yield* source.batches(epoch, batch);
}

/** Ends every iterator, whether or not another one fails to. */
const endAll = (iterators: readonly AsyncGenerator<unknown>[]) =>
  Promise.allSettled(iterators.map((iterator) => iterator.return(undefined)));

/**
 * One batch of every domain a step, so that domains count alike whatever their size: the small ones begin their next
 * epoch while the large ones are in theirs. Parts follow each other within an epoch. The n-th batch of a domain in a
 * part depends on n alone, hence training may resume from any step.
 */
export function balancedBatches(parts: readonly BalancedPart[]): LearnerData<GroupBatch> {
  const lengths = parts.map(({ sources, steps }) => {
    const length = steps ?? Math.max(...sources.map(({ batchesPerEpoch }) => batchesPerEpoch));
    if (sources.some(({ batchesPerEpoch }) => batchesPerEpoch === 0) || !(length > 0)) {
      throw new UsageError('a domain of the group has no batches', { hint: 'Take a smaller batch size.' });
    }
    return length;
  });
  const total = lengths.reduce((a, b) => a + b, 0);
  const sourcesOf = (name: string) => parts.find(({ part }) => part === name)!.sources;
  return {
    batchesPerEpoch: total,
    async *batches(epoch, fromBatch = 0) {
      let begin = 0;
      for (const [i, { part, sources }] of parts.entries()) {
        const length = lengths[i]!;
        const skip = Math.max(0, fromBatch - begin);
        begin += length;
        if (skip >= length) continue;
        const streams = sources.map((source) => endless(source, epoch * length + skip));
        try {
          for (let step = skip; step < length; step++) {
            const next = await Promise.all(streams.map((stream) => stream.next()));
            yield { part, batches: next.map(({ value }) => value as Batch) };
          }
        } finally {
          await endAll(streams);
        }
      }
    },
    images: ({ batches }) => batches.reduce((n, { shape }) => n + shape[0], 0),
    describe: ({ part, batches }) =>
      batches.map((batch, i) => namesOf(batch, sourcesOf(part)[i]!)).join('; '),
  };
}
