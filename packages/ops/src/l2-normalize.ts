import {
  div,
  lessEqual,
  mul,
  norm,
  sub,
  sum,
  type Tensor4D,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkRank } from './check.js';

/** Shorter vectors have no direction: they stay as they are divided by this, and receive no gradient. */
const shortest = 1e-12;

/**
 * Every pixel's vector of channels brought to length 1, y = x / max(‖x‖₂, 1e-12), differentiable in x; a vector of
 * zeros stays zero and its gradient is zero.
 *
 * @param x [N, H, W, C]
 */
export function l2Normalize(x: Tensor4D): Tensor4D {
  checkRank('l2Normalize', 'x', x, '[N, H, W, C]');
  return differentiable(
    { x },
    (save) => {
      const length = norm(x, 2, 3, true);
      // Not the other way round: a length that is no number is not short.
      const short = lessEqual(length, shortest);
      const y = div(x, where(short, shortest, length)) as Tensor4D;
      save([y, where(short, zerosLike(length), div(1, length))]);
      return y;
    },
    (dy, [y, inverse]) => ({
      // The part of dy along y changes the length alone.
      x: () => tidy(() => mul(sub(dy, mul(y!, sum(mul(dy, y!), 3, true))), inverse!) as Tensor4D),
    }),
    { name: 'l2Normalize' },
  );
}
