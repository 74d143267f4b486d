import { UsageError } from '@ftn/errors';
import type { ImageDataset } from './image-dataset.js';

/** The images at `indices` of a data set, in that order; the class list stays whole. */
export function subset(dataset: ImageDataset, indices: ArrayLike<number>, name = dataset.name): ImageDataset {
  const chosen = Int32Array.from(indices);
  for (const index of chosen) {
    if (index < 0 || index >= dataset.length) {
      throw new UsageError(`the data set '${dataset.name}' has no image ${index}`, {
        expected: `0 to ${dataset.length - 1}`,
      });
    }
  }
  return {
    name,
    classes: dataset.classes,
    length: chosen.length,
    label: (index) => dataset.label(chosen[index]!),
    image: (index) => dataset.image(chosen[index]!),
  };
}
