import { engine, getBackend, maximum, type Tensor } from '@tensorflow/tfjs-core';
import { hasFiniteSum } from './finite.js';

/** max(x, 0) that keeps every NaN; not itself differentiable. */
export function rectify<T extends Tensor>(x: T): T {
  const y = engine().runKernel('Relu', { x }) as T;
  // XNNPACK compares floats as integers: a NaN whose sign is set, as Inf − Inf has it, comes out as 0. Its maximum does
  // not, and takes ten times as long.
  if (getBackend() !== 'wasm' || hasFiniteSum(x)) return y;
  y.dispose();
  return maximum(x, 0) as T;
}
