import { MismatchError, UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import type { ImageDataset, ImageSource } from '../image-dataset.js';
import type { Batch, BatchSource } from '../loader/batch.js';
import { type AssembledBatch, batchWriter } from '../loader/batch-writer.js';
import { type Pixels, toRgb } from '../pixels/pixels.js';
import { applyTransforms } from '../transforms/apply-transforms.js';
import type { TransformStep } from '../transforms/transform-step.js';
import { validateTransforms } from '../transforms/validate-transforms.js';

/** Images in memory, cut into batches. */
export interface MemoryBatchOptions {
  readonly dataset: ImageDataset;
  /** Images per batch. */
  readonly batchSize: number;
  /** Steps from pixels to network input. */
  readonly transforms: readonly TransformStep[];
  /** Names the order and the augmentation; default 0. */
  readonly seed?: number;
  /** Shuffles the images every epoch; default false. */
  readonly shuffle?: boolean;
}

/**
 * The pixels of an image in memory as RGB.
 *
 * @throws UsageError for a file, MismatchError for pixels that do not fill its size
 */
function pixelsOf(source: ImageSource): Pixels {
  if (source.kind !== 'pixels') {
    throw new UsageError('the image is a file', { file: source.path, expected: 'pixels in memory' });
  }
  const { data, width, height, channels } = source;
  if (data.length === width * height * channels) return toRgb(data, width, height, channels);
  throw new MismatchError('the pixel buffer does not match the image size', {
    expected: `${width} × ${height} × ${channels} = ${width * height * channels}`,
    got: String(data.length),
  });
}

/**
 * Batches of images in memory, made in the calling thread without anything of Node: for the same options, the batches that
 * `createBatchLoader` gives, bit for bit.
 *
 * @throws UsageError for steps that cannot run, no images and a batch size that is no whole number from 1 up
 */
export function memoryBatches(options: MemoryBatchOptions): BatchSource {
  const { dataset, batchSize, transforms, seed = 0, shuffle = false } = options;
  validateTransforms(transforms);
  if (dataset.length === 0) throw new UsageError(`the data set '${dataset.name}' has no images`);
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new UsageError('batchSize must be a whole number', {
      expected: '1 or more',
      got: String(batchSize),
    });
  }
  const batchesPerEpoch = Math.ceil(dataset.length / batchSize);
  const nameOf = (index: number) => `${dataset.name} number ${index}`;

  function assemble(indices: Int32Array, epoch: number): AssembledBatch {
    const writer = batchWriter(indices.length, transforms);
    for (const index of indices) {
      const random = new RandomStream(seed, 'augment', epoch, index);
      writer.write(applyTransforms(pixelsOf(dataset.image(index)), transforms, random), () => nameOf(index));
    }
    return writer.batch();
  }

  return {
    batchesPerEpoch,
    nameOf,
    async *batches(epoch, fromBatch = 0): AsyncGenerator<Batch> {
      const order = shuffle
        ? new RandomStream(seed, 'shuffle', epoch).permutation(dataset.length)
        : Int32Array.from({ length: dataset.length }, (_, i) => i);
      for (let number = fromBatch; number < batchesPerEpoch; number++) {
        const indices = order.slice(number * batchSize, (number + 1) * batchSize);
        const { images, height, width } = assemble(indices, epoch);
        const label = {
          data: Int32Array.from(indices, (index) => dataset.label(index)),
          shape: [indices.length],
        } as const;
        yield { images, shape: [indices.length, height, width, 3], indices, label };
      }
    },
  };
}

/**
 * One image in memory as a network takes it: a batch of one.
 *
 * @param steps as an adapter's `input.steps` lists them; nothing random
 * @throws UsageError for steps that cannot run
 */
export function prepareImage(
  image: Extract<ImageSource, { kind: 'pixels' }>,
  steps: readonly TransformStep[],
): Pick<Batch, 'images' | 'shape'> {
  validateTransforms(steps);
  const writer = batchWriter(1, steps);
  writer.write(applyTransforms(pixelsOf(image), steps, new RandomStream(0)), () => 'the image');
  const { images, height, width } = writer.batch();
  return { images, shape: [1, height, width, 3] };
}
