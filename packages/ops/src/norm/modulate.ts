import {
  add,
  mul,
  reshape,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank, checkShape } from '../check.js';
import { rectify } from '../rectify.js';
import { reluGradient } from '../relu.js';

/**
 * A scale and an offset for every channel of every image, y = x · scale + offset, then the activation; differentiable in
 * all three. The second half of a class-conditional batch norm.
 *
 * @param x [N, H, W, C]
 * @param scale [N, C]
 * @param offset [N, C]
 * @throws UsageError when the shapes do not fit
 */
export function modulate(
  x: Tensor4D,
  scale: Tensor2D,
  offset: Tensor2D,
  options: { readonly activation?: 'relu' } = {},
): Tensor4D {
  checkRank('modulate', 'x', x, '[N, H, W, C]');
  const [n, , , c] = x.shape;
  checkShape('modulate', 'scale', scale.shape, [n, c]);
  checkShape('modulate', 'offset', offset.shape, [n, c]);
  const relu = options.activation === 'relu';
  const spread = (vectors: Tensor) => reshape(vectors, [n, 1, 1, c]);
  return differentiable<Tensor>(
    { x, scale, offset },
    (save) => {
      const affine = add(mul(x, spread(scale)), spread(offset));
      const y = relu ? rectify(affine) : affine;
      save(relu ? [x, scale, y] : [x, scale]);
      return y;
    },
    (dy, [savedX, savedScale, y]) => {
      const masked = y ? reluGradient(dy, y) : dy;
      return {
        x: () => mul(masked, spread(savedScale as Tensor)),
        scale: () => tidy(() => sum(mul(masked, savedX as Tensor), [1, 2])),
        offset: () => sum(masked, [1, 2]),
      };
    },
  ) as Tensor4D;
}
