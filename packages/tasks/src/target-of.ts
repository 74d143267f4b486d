import type { Batch, TargetName } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';

/**
 * What a task learns from, out of a batch.
 *
 * @throws UsageError where the batch was read without it
 */
export function targetOf<K extends TargetName>(batch: Batch, target: K): NonNullable<Batch[K]> {
  const found = batch[target];
  if (found) return found as NonNullable<Batch[K]>;
  const { images: _images, shape: _shape, indices: _indices, ...targets } = batch;
  throw new UsageError(`the batch holds no '${target}'`, {
    expected: `'${target}' beside the images`,
    got: Object.keys(targets).join(', ') || 'none',
    hint: 'Choose a data set that has it, or leave the task out.',
  });
}
