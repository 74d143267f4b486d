const MINUS = '\u2212';
const MISSING = 'n/a';

/** `value` with exactly `digits` decimals and a real minus sign; `n/a` where it is not finite. */
export function formatValue(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** A count with every digit, grouped in thousands: `21,284,672`. */
export function formatCount(count: number): string {
  return formatValue(count, 0).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** How many times the backbone, to three decimals: `1.008×`. */
export function formatMultiple(multiple: number): string {
  return Number.isFinite(multiple) ? `${formatValue(multiple, 3)}×` : MISSING;
}

/** A short form for axes: `0.05`, `250`, `10k`, `1.5M`; exact for the round numbers of ticks. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  for (const [unit, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    const scale = suffix === 'k' ? 1e3 : unit;
    if (size >= unit) return `${trimmed(value / scale)}${suffix}`;
  }
  return size < 1e-4 ? value.toExponential().replaceAll('-', MINUS) : trimmed(value);
}

/** Without the noise of binary fractions and without trailing zeros. */
function trimmed(value: number): string {
  return String(Number(value.toPrecision(10))).replace('-', MINUS);
}
