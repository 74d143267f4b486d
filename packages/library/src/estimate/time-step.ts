import type { Size } from '@ftn/datasets';
import { type Member, OptimizerSet, type TrainingConfig, trainStep } from '@ftn/training';
import { blankBatch } from '../memory/blank-batch.js';

/** A step of so many seconds is long enough to be measured by; a larger batch is not tried. */
const longEnough = 0.25;

/** Steps of the largest batch, of which the middle one counts. */
const steps = 3;

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
    const seconds = timed(images);
    if (seconds > longEnough) return (seconds * batchSize) / images;
    if (images < batchSize) continue;
    const all = [seconds, ...Array.from({ length: steps - 1 }, () => timed(images))];
    return all.sort((a, b) => a - b)[Math.floor(steps / 2)]!;
  }
}
