import { add, clone, mul, step, type Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from './autodiff/differentiable.js';
import { checkShape } from './check.js';
import { float32, nativeBackend } from './native-backend.js';
import { rectify } from './rectify.js';

const attributes = [float32('T')];

/** dy where relu's output y is positive, else 0; not itself differentiable. */
export function reluGradient<T extends Tensor>(dy: T, y: Tensor): T {
  const native = nativeBackend();
  if (native) return native.executeSingleOutput('ReluGrad', attributes, [dy, y]) as T;
  return mul(dy, step(y)) as T;
}

/** max(x, 0); its gradient at 0 is 0. */
export function relu<T extends Tensor>(x: T): T {
  return differentiable(
    { x },
    (save) => {
      const y = rectify(x);
      save([y]);
      return y;
    },
    (dy, [y]) => ({ x: () => reluGradient(dy, y as T) }),
    { name: 'relu' },
  );
}

/**
 * relu(a + b), the end of a residual block, with one masked gradient for both.
 *
 * @throws UsageError when the shapes differ
 */
export function addRelu<T extends Tensor>(a: T, b: T): T {
  checkShape('addRelu', 'b', b.shape, a.shape);
  return differentiable(
    { a, b },
    (save) => {
      const y = rectify(add(a, b)) as T;
      save([y]);
      return y;
    },
    (dy, [y]) => {
      const masked = reluGradient(dy, y as T);
      // Two tensors over one buffer: the tape may release either.
      return { a: () => masked, b: () => clone(masked) };
    },
    { name: 'addRelu' },
  );
}
