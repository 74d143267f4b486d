import { UsageError } from '@ftn/errors';
import type { ImageDataset } from './image-dataset.js';

/** Image files as a data set without classes: what is predicted, not learned from. Read it with `targets: []`. */
export function imageFiles(paths: readonly string[], name = 'images'): ImageDataset {
  return {
    name,
    classes: [],
    length: paths.length,
    label() {
      throw new UsageError(`'${name}' has no classes`, {
        hint: 'Open a folder with a folder for each class to learn from.',
      });
    },
    image: (index) => ({ kind: 'file', path: paths[index]! }),
  };
}
