import { mul, sign, type Tensor } from '@tensorflow/tfjs-core';

/** |x| whose slope at 0 is 0, as PyTorch has it; tfjs takes −1 there, which would pull equal numbers apart. */
export function absolute(x: Tensor): Tensor {
  return mul(x, sign(x));
}
