import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** The inputs of scripts/references/ops.py, exact in binary64, in (−1, 1). */
export function values<T extends Tensor = Tensor>(
  shape: readonly number[],
  seed: number,
  map: (value: number) => number = (value) => value,
): T {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) =>
    map(((i * 7919 + seed * 10473) % 2003) / 1001.5 - 1),
  );
  return tensor(data, [...shape], 'float32') as T;
}

/** Passes where no number differs by more than `tolerance` times the largest expected magnitude. */
export function expectClose(
  what: string,
  got: Tensor | ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  const actual = 'dataSync' in got ? got.dataSync() : got;
  expect(actual.length, `${what}: length`).toBe(expected.length);
  let largest = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i] as number));
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    // NaN must fail, hence not Math.max.
    if (!(difference <= worst)) worst = difference;
  }
  expect(worst / Math.max(largest, 1e-30), `${what}: error relative to the largest`).toBeLessThan(tolerance);
}
