import { reshape, type Scalar, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The sum of all numbers by groups of about √n: an engine that adds a million pixels one after the other in single
 * precision loses two digits more.
 */
export function total(x: Tensor): Scalar {
  let groups = Math.max(1, Math.floor(Math.sqrt(x.size)));
  while (x.size % groups !== 0) groups--;
  return sum(sum(reshape(x, [groups, x.size / groups]), 1));
}
