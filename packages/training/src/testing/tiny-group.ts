import type { Batch, BatchSource } from '@ftn/datasets';
import type { AdaShareDomain } from '../adashare/train-adashare.js';
import { tinyHeldOut, tinySource } from './tiny-training.js';

/** Another domain of the tiny images: the same classes, the channels in another order. */
function turned(batch: Batch, by: number): Batch {
  const { images } = batch;
  const moved = images.map((_, i) => images[i - (i % 3) + ((i + by) % 3)]!) as Float32Array<ArrayBuffer>;
  return { ...batch, images: moved };
}

function turnedSource(source: BatchSource, by: number): BatchSource {
  return {
    ...source,
    async *batches(epoch, fromBatch) {
      for await (const batch of source.batches(epoch, fromBatch)) yield turned(batch, by);
    },
  };
}

async function* turnedAll(batches: AsyncIterable<Batch>, by: number): AsyncIterable<Batch> {
  for await (const batch of batches) yield turned(batch, by);
}

/** Domains of different sizes over the same tiny images, with halves for AdaShare. */
export const tinyDomains: readonly AdaShareDomain[] = ['sketch', 'real'].map((name, by) => ({
  name,
  classes: by === 0 ? ['circle', 'square', 'triangle'] : ['circle', 'square', 'triangle', 'star'],
  train: turnedSource(tinySource(18 - 6 * by, 6), by),
  halves: [turnedSource(tinySource(6, 3), by), turnedSource(tinySource(6, 3), by + 1)],
  validation: () => turnedAll(tinyHeldOut(12), by),
}));
