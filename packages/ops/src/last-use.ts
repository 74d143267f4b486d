import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * f(x), after which x is released: what a gradient needs of it was saved. A network's forward pass then holds what it still
 * needs, not all that it ever made.
 */
export function lastUse<T extends Tensor, R extends Tensor>(x: T, f: (x: T) => R): R {
  let y: R | undefined;
  try {
    y = f(x);
    return y;
  } finally {
    if ((y as Tensor | undefined) !== x) x.dispose();
  }
}
