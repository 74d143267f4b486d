import { UsageError } from '@ftn/errors';
import type { DenseDataset } from './dense/dense-dataset.js';
import type { ImageDataset } from './image-dataset.js';
import { type Dataset, hasMaps } from './loader/batch-loader.js';

/**
 * The images at `indices` of a data set, in that order; the class list stays whole.
 *
 * @throws UsageError for an index it does not have
 */
export function subset(dataset: ImageDataset, indices: ArrayLike<number>, name?: string): ImageDataset;
export function subset(dataset: DenseDataset, indices: ArrayLike<number>, name?: string): DenseDataset;
export function subset(dataset: Dataset, indices: ArrayLike<number>, name?: string): Dataset;
export function subset(dataset: Dataset, indices: ArrayLike<number>, name = dataset.name): Dataset {
  const chosen = Int32Array.from(indices);
  for (const index of chosen) {
    if (index < 0 || index >= dataset.length) {
      throw new UsageError(`the data set '${dataset.name}' has no image ${index}`, {
        expected: `0 to ${dataset.length - 1}`,
      });
    }
  }
  const { length } = chosen;
  if (hasMaps(dataset))
    return { ...dataset, name, length, sample: (index) => dataset.sample(chosen[index]!) };
  return {
    name,
    classes: dataset.classes,
    length,
    label: (index) => dataset.label(chosen[index]!),
    image: (index) => dataset.image(chosen[index]!),
  };
}
