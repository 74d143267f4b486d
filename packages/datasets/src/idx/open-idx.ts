import { basename } from 'node:path';
import { FormatError, MismatchError } from '@ftn/errors';
import { readIdx } from '@ftn/formats';
import type { ImageDataset } from '../image-dataset.js';

/** Fashion-MNIST's classes by label. Source: Xiao, Rasul, Vollgraf 2017. */
export const fashionMnistClasses: readonly string[] = [
  't-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle-boot',
];

/** How a pair of IDX files is opened. */
export interface IdxOptions {
  /** The data set's name; otherwise the image file's. */
  readonly name?: string;
  /**
   * Class names by label; otherwise the numbers from 0, or from 1 where no label is 0, to the largest label. Classes that are
   * called '1', '2' … stand for labels from 1: those of a training set are so for its test set.
   */
  readonly classes?: readonly string[];
}

/**
 * Opens a pair of IDX files (MNIST, Fashion-MNIST, KMNIST …), gzipped or not: grey images in memory.
 * @throws FormatError with file and offset for a wrong magic number, a cut or overlong file or a label that has no
 *   class
 * @throws MismatchError where images and labels differ in number
 */
export async function openIdx(
  imagesPath: string,
  labelsPath: string,
  options: IdxOptions = {},
): Promise<ImageDataset> {
  const images = await readIdx(imagesPath, 3);
  const labels = await readIdx(labelsPath, 1);
  const [length, height, width] = images.shape as [number, number, number];
  if (labels.shape[0] !== length) {
    throw new MismatchError('the label file does not match the images', {
      file: labelsPath,
      expected: `${length} labels for the images of '${basename(imagesPath)}'`,
      got: String(labels.shape[0]),
    });
  }
  if (length === 0 || height === 0 || width === 0) {
    throw new FormatError('the IDX file holds no images', { file: imagesPath, offset: 4 });
  }
  const classes = options.classes ?? numbered(labels.data);
  // EMNIST's letters count from 1: their classes are called by these numbers, and there is no class 0.
  const first = classes.every((name, k) => name === String(k + 1)) ? 1 : 0;
  const stray = labels.data.findIndex((label) => label < first || label >= first + classes.length);
  if (stray >= 0) {
    throw new FormatError(`label ${labels.data[stray]} of image ${stray} does not name a class`, {
      file: labelsPath,
      offset: labels.offset + stray,
      expected: `${first} to ${first + classes.length - 1}`,
    });
  }
  // Shared memory: worker threads read the images without a copy.
  const pixels = new Uint8Array(new SharedArrayBuffer(images.data.length));
  pixels.set(images.data);
  const area = height * width;
  return {
    name: options.name ?? basename(imagesPath),
    classes,
    length,
    label: (index) => labels.data[index]! - first,
    image: (index) => ({
      kind: 'pixels',
      data: pixels.subarray(index * area, (index + 1) * area),
      width,
      height,
      channels: 1,
    }),
  };
}

function numbered(labels: Uint8Array): string[] {
  let [smallest, largest] = [255, 0];
  for (const label of labels) [smallest, largest] = [Math.min(smallest, label), Math.max(largest, label)];
  const first = smallest === 1 ? 1 : 0;
  return Array.from({ length: largest + 1 - first }, (_, i) => String(i + first));
}
