import { add, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { channelSums } from './channel-sums.js';
import { checkRank, checkVector } from './check.js';

/**
 * x + bias on every pixel, differentiable in both.
 *
 * @param x [N, H, W, C]
 * @param bias [C]
 * @throws UsageError when the shapes do not fit
 */
export function biasAdd(x: Tensor4D, bias: Tensor1D): Tensor4D {
  checkRank('biasAdd', 'x', x, '[N, H, W, C]');
  checkVector('biasAdd', 'bias', bias, x.shape[3]);
  return differentiable<Tensor>(
    { x, bias },
    () => add(x, bias),
    (dy) => ({ x: () => dy, bias: () => channelSums(dy as Tensor4D) }),
  ) as Tensor4D;
}
