import type { Size } from '@ftn/datasets';
import { type Member, OptimizerSet, type TrainingConfig, trainStep } from '@ftn/training';
import { blankBatch } from '../memory/blank-batch.js';

/** A step of so many seconds is long enough to be measured by; a larger batch is not tried. */
const longEnough = 0.25;

/**
 * Seconds that a training step of a batch takes on images of one colour; the domain is trained by it. Where steps are long
 * they are timed on fewer images, and the batch is taken to cost in proportion.
 */
export function timeStep({ domain, task }: Member, config: TrainingConfig, size: Size): number {
  const { batchSize } = config;
  using optimizers = new OptimizerSet(domain.parameters(), config.optimizers, config);
  const timed = (images: number) => {
    const batch = blankBatch(images, size);
    const began = performance.now();
    trainStep(domain, batch, optimizers, 1, task);
    return (performance.now() - began) / 1000;
  };
  // One image alone has no variance where a batch norm sees the mean of the image.
  for (let images = Math.min(2, batchSize); ; images = Math.min(2 * images, batchSize)) {
    // The shorter of two: the first may wait for another process, or for memory.
    const seconds = Math.min(timed(images), timed(images));
    if (images === batchSize || seconds > longEnough) return (seconds * batchSize) / images;
  }
}
