import { UsageError } from '@ftn/errors';
import { concat, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank, checkShape } from './check.js';

/**
 * Images of one size put beside each other channel by channel, differentiable in all.
 *
 * @param images each [N, H, W, C_i]
 * @returns [N, H, W, ΣC_i]
 * @throws UsageError when there are none, or their sizes differ
 */
export function concatChannels(images: readonly Tensor4D[]): Tensor4D {
  const [first] = images;
  if (!first) throw new UsageError('concatChannels: there is nothing to put together');
  images.forEach((image, i) => {
    checkRank('concatChannels', `images[${i}]`, image, '[N, H, W, C]');
    checkShape('concatChannels', `images[${i}]`, image.shape.slice(0, 3), first.shape.slice(0, 3));
  });
  return differentiable(
    Object.fromEntries(images.map((image, i) => [String(i), image])),
    () => concat([...images], 3) as Tensor4D,
    (dy) => {
      let start = 0;
      const parts = images.map(({ shape }, i) => {
        const from = start;
        start += shape[3];
        return [String(i), () => slice(dy, [0, 0, 0, from], [...shape])] as const;
      });
      return Object.fromEntries(parts);
    },
  );
}
