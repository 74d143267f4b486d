import { expect } from 'vitest';

/** Expects a number within 10^−digits of the reference; null in a fixture is NaN. */
export function expectNear(actual: number | undefined, reference: number | null, digits: number, what = ''): void {
  if (reference === null) expect(actual, what).toBeNaN();
  else expect(actual, what).toBeCloseTo(reference, digits);
}
