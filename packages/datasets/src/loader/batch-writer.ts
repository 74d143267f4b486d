import { MismatchError } from '@ftn/errors';
import type { Pixels } from '../pixels/pixels.js';
import { normalisation, writeNormalised } from '../transforms/apply-transforms.js';
import type { TransformStep } from '../transforms/transform-step.js';

/** A batch's numbers, NHWC. */
export interface AssembledBatch {
  readonly images: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** Puts `count` images, one after the other, into a batch of the first one's size, normalised by the last of the steps. */
export function batchWriter(count: number, steps: readonly TransformStep[]) {
  const table = normalisation(steps);
  let written = 0;
  let made: AssembledBatch = { images: new Float32Array(0), height: 0, width: 0 };
  return {
    /** @throws MismatchError where the image is of another size than the first one */
    write(image: Pixels, nameOf: () => string): void {
      const { height, width } = image;
      const size = height * width * 3;
      if (written === 0) made = { images: new Float32Array(count * size), height, width };
      if (height !== made.height || width !== made.width) {
        throw new MismatchError('images of one batch differ in size', {
          file: nameOf(),
          expected: `${made.height} × ${made.width}`,
          got: `${height} × ${width}`,
          hint: 'End the transforms with a resize or a crop.',
        });
      }
      writeNormalised(image, table, made.images, written * size);
      written++;
    },
    /** The batch; of no size where nothing was written. */
    batch: (): AssembledBatch => made,
  };
}
