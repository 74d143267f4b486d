import { UsageError } from '@ftn/errors';
import { mul, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank, checkWhole } from '../check.js';
import { meanOfBlocks, repeatPixels } from './blocks.js';

/**
 * The mean of every `size` × `size` block, blocks beside each other, differentiable in x.
 *
 * @param x [N, H, W, C], H and W multiples of `size`
 * @returns [N, H / size, W / size, C]
 * @throws UsageError when a block would lack pixels
 */
export function averagePool2d(x: Tensor4D, size = 2): Tensor4D {
  checkRank('averagePool2d', 'x', x, '[N, H, W, C]');
  checkWhole('averagePool2d', 'size', size, 1);
  const [, height, width] = x.shape;
  if (height % size !== 0 || width % size !== 0) {
    throw new UsageError('averagePool2d: the image size is not a multiple of the block size', {
      expected: `height and width as multiples of ${size}`,
      got: `${height}×${width}`,
    });
  }
  return differentiable(
    { x },
    () => meanOfBlocks(x, size),
    (dy) => ({ x: () => tidy(() => repeatPixels(mul(dy, 1 / (size * size)), size)) }),
  );
}
