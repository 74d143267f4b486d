import { broadcastTo, mean, mul, reshape, type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from '../autodiff/differentiable.js';
import { checkRank } from '../check.js';

/** The mean over height and width, [N, H, W, C] → [N, C], differentiable in x. */
export function globalAveragePool(x: Tensor4D): Tensor2D {
  checkRank('globalAveragePool', 'x', x, '[N, H, W, C]');
  const [n, height, width, channels] = x.shape;
  return differentiable(
    { x },
    () => mean(x, [1, 2]) as Tensor2D,
    (dy) => ({
      x: () =>
        tidy(() =>
          broadcastTo(reshape(mul(dy, 1 / (height * width)), [n, 1, 1, channels]), [
            n,
            height,
            width,
            channels,
          ]),
        ),
    }),
    { name: 'globalAveragePool' },
  );
}
