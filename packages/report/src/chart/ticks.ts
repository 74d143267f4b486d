/**
 * Round numbers that span [low, high]: multiples of 1, 2 or 5 times a power of ten, about `count` of them,
 * the first at or below `low` and the last at or above `high`.
 */
export function niceTicks(low: number, high: number, count = 5): number[] {
  if (low === high)
    return niceTicks(low - (Math.abs(low) || 1) * 0.1, high + (Math.abs(high) || 1) * 0.1, count);
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * 0.999)!;
  const step = factor * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // toPrecision takes off what binary fractions add: 0.30000000000000004
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten within [low, high], with their double and fivefold where there would be fewer than three. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const within = (factors: readonly number[]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i)
      .flatMap((exponent) => factors.map((f) => Number((f * 10 ** exponent).toPrecision(12))))
      .filter((tick) => tick >= low * 0.999999 && tick <= high * 1.000001);
  const decades = within([1]);
  if (decades.length < 3) return within([1, 2, 5]);
  const every = Math.ceil(decades.length / 7);
  return decades.filter((_, i) => i % every === 0);
}
