import type { ImageDataset } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import type { ImageSet } from './image-set.js';

/**
 * The images of a data set that is pixels in memory, such as a made-up one; files are read by @ftn/datasets' loader.
 *
 * @throws UsageError where an image is a file, or not RGB of the given size
 */
export function imageSetOf(dataset: ImageDataset, size: number): ImageSet {
  const pixels = new Uint8Array(dataset.length * size * size * 3);
  const labels = new Int32Array(dataset.length);
  for (let i = 0; i < dataset.length; i++) {
    const image = dataset.image(i);
    if (image.kind !== 'pixels' || image.width !== size || image.height !== size || image.channels !== 3) {
      const got =
        image.kind === 'file' ? `the file ${image.path}` : `${image.width}×${image.height}×${image.channels}`;
      throw new UsageError(`image ${i} of '${dataset.name}' is not ${size}×${size} pixels of three colours`, {
        got,
        hint: 'Draw the set at that size, or read files through a loader.',
      });
    }
    pixels.set(image.data, i * size * size * 3);
    labels[i] = dataset.label(i);
  }
  return { size, pixels, labels };
}
