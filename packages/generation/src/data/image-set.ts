import type { Batch, BatchSource } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';

/** Square images in memory with their classes. */
export interface ImageSet {
  /** Height and width. */
  readonly size: number;
  /** N × size × size × 3 bytes, RGB. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  /** [N] */
  readonly labels: ArrayLike<number>;
}

/** How an image set is cut into batches. */
export interface ImageBatchOptions {
  /** Images per batch. */
  readonly batchSize: number;
  /** Names the order of every epoch. */
  readonly seed: number;
  /** Mirrors half of the images, chosen at random each epoch; default false. */
  readonly flip?: boolean;
  /** Leaves out a last batch that is not full; default false. */
  readonly dropLast?: boolean;
}

/** One image as numbers in [−1, 1], mirrored where asked. */
function copyImage(set: ImageSet, index: number, out: Float32Array, at: number, mirrored: boolean): void {
  const { size, pixels } = set;
  const from = index * size * size * 3;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const source = from + (row * size + (mirrored ? size - 1 - column : column)) * 3;
      const target = at + (row * size + column) * 3;
      for (let c = 0; c < 3; c++) out[target + c] = pixels[source + c]! / 127.5 - 1;
    }
  }
}

/** Some images of a set as a batch of numbers in [−1, 1]; `mirrored` tells which are turned left to right. */
export function imageBatch(
  set: ImageSet,
  indices: Int32Array,
  mirrored: (index: number) => boolean = () => false,
): Batch {
  const { size } = set;
  const images = new Float32Array(indices.length * size * size * 3);
  indices.forEach((index, i) => {
    copyImage(set, index, images, i * size * size * 3, mirrored(index));
  });
  const data = Int32Array.from(indices, (index) => set.labels[index]!);
  const shape: Batch['shape'] = [indices.length, size, size, 3];
  return { images, indices, shape, label: { data, shape: [indices.length] } };
}

/** Batches of images in [−1, 1], in an order that depends on (seed, epoch) alone. */
export function imageBatches(set: ImageSet, options: ImageBatchOptions): BatchSource {
  const { batchSize, seed, flip = false, dropLast = false } = options;
  const count = set.labels.length;
  const { size } = set;
  if (set.pixels.length !== count * size * size * 3) {
    throw new UsageError('the numbers of images and of class labels differ', {
      expected: `${count} × ${size} × ${size} × 3 bytes`,
      got: String(set.pixels.length),
    });
  }
  const batchesPerEpoch = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  if (batchesPerEpoch === 0) {
    throw new UsageError('there are fewer images than a batch needs', {
      expected: `at least ${dropLast ? batchSize : 1}`,
      got: String(count),
    });
  }
  return {
    batchesPerEpoch,
    async *batches(epoch, fromBatch = 0) {
      const order = new RandomStream(seed, 'order', epoch).permutation(count);
      for (let batch = fromBatch; batch < batchesPerEpoch; batch++) {
        const indices = order.slice(batch * batchSize, (batch + 1) * batchSize);
        yield imageBatch(set, indices, (index) => {
          return flip && new RandomStream(seed, 'flip', epoch, index).chance(0.5);
        });
      }
    },
  };
}
