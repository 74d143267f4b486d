import { cast, greater, notEqual, sum, type Tensor, type Tensor4D, tidy, where } from '@tensorflow/tfjs-core';

// Engines' fused ReLUs and pools compare, and a comparison with NaN is false: they answer 0 or the largest other number
// where a number is none. A network broken by one would go on and look sound.

/** Whether every number is finite, by one pass over them; false as well where only their sum leaves float32. */
export function hasFiniteSum(x: Tensor): boolean {
  return tidy(() => Number.isFinite(sum(x).dataSync()[0]));
}

/** A test of all of a vector's numbers that reads each buffer once: buffers never change. */
function everyNumber(test: (value: number) => boolean): (x: Tensor) => boolean {
  const passed = new WeakSet<object>();
  return (x) => {
    if (passed.has(x.dataId)) return true;
    const all = x.dataSync<'float32'>().every(test);
    if (all) passed.add(x.dataId);
    return all;
  };
}

/** Whether the numbers of a parameter, one for each channel, are all finite. */
export const isFiniteVector = everyNumber(Number.isFinite);

/** Whether a vector's numbers have real square roots. */
export const isVarianceVector = everyNumber((value) => Number.isFinite(value) && value >= 0);

/** y = pool(x) with NaN wherever the window holds one, whatever the engine's own pool makes of it. */
export function keepNaN(y: Tensor4D, x: Tensor4D, pool: (x: Tensor4D) => Tensor4D): Tensor4D {
  if (hasFiniteSum(x)) return y;
  return tidy(
    () => where(greater(pool(cast(notEqual(x, x), 'float32') as Tensor4D), 0), Number.NaN, y) as Tensor4D,
  );
}
