import { mul, tanh as plainTanh, square, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';

/** The hyperbolic tangent, differentiable; its gradient comes from the result, dx = dy · (1 − y²). */
export function tanh<T extends Tensor>(x: T): T {
  return differentiable(
    { x },
    (save) => {
      const y = plainTanh(x);
      save([y]);
      return y;
    },
    (dy, [y]) => ({ x: () => tidy(() => mul(dy, sub(1, square(y as Tensor))) as T) }),
  );
}
