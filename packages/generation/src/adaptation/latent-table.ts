import { UsageError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { tensor2d, type Variable, variable } from '@tensorflow/tfjs-core';

/** The latents of all images of an adaptation. */
export interface LatentTableOptions {
  /** Images. */
  readonly count: number;
  /** Numbers of a latent. */
  readonly size: number;
  /** Row by row; default: normal numbers of the given deviation by seed. */
  readonly initial?: Float32Array | undefined;
  readonly deviation: number;
  readonly seed: number;
}

/**
 * One variable with a row for each image, [count, size].
 *
 * @throws UsageError where the given latents are not as many
 */
export function latentTable({ count, size, initial, deviation, seed }: LatentTableOptions): Variable {
  if (initial && initial.length !== count * size) {
    throw new UsageError('the given latents do not fit the images', {
      expected: `${count} × ${size} numbers`,
      got: String(initial.length),
    });
  }
  const random = new RandomStream(seed, 'learned latents');
  const values = tensor2d(initial ?? random.normals(count * size, deviation), [count, size]);
  const table = variable(values);
  values.dispose();
  return table;
}
