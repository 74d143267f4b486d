import type { RandomStream } from '@ftn/random';

/** A sample of the gamma distribution of scale 1 (Marsaglia and Tsang, 2000), of a shape above 0. */
function gamma(shape: number, random: RandomStream): number {
  // Below 1 it is that of one more, times a power of a uniform number.
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A sample of Beta(alpha, alpha), in [0, 1]. */
export function symmetricBeta(alpha: number, random: RandomStream): number {
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  // Of a tiny alpha both may be too small for a number: then either end is as likely.
  return a + b > 0 ? a / (a + b) : random.integer(2);
}
