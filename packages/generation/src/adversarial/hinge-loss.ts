import { relu } from '@ftn/ops';
import { add, mean, neg, type Scalar, sub, type Tensor2D } from '@tensorflow/tfjs-core';

/** mean(max(0, 1 − real)) + mean(max(0, 1 + fake)) (Lim and Ye, Geometric GAN, 2017); logits [N, 1]. */
export function discriminatorHinge(fake: Tensor2D, real: Tensor2D): Scalar {
  return add(mean(relu(sub(1, real) as Tensor2D)), mean(relu(add(fake, 1) as Tensor2D))) as Scalar;
}

/** −mean(fake). */
export function generatorHinge(fake: Tensor2D): Scalar {
  return neg(mean(fake)) as Scalar;
}
