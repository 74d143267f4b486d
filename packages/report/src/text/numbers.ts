const MINUS = '\u2212';
const MISSING = 'n/a';

/** `value` with exactly `digits` decimals and a real minus sign; `n/a` where it is not finite. */
export function formatValue(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

/** How far `value` is from `reference`, with its sign: `+1.30`, `−0.42`. */
export function formatDifference(value: number, reference: number, digits = 2): string {
  const text = formatValue(value - reference, digits);
  return value - reference >= 0 && Number.isFinite(value) ? `+${text}` : text;
}

/** A count with every digit, grouped in thousands: `21,284,672`. */
export function formatCount(count: number): string {
  return formatValue(count, 0).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** How many times the backbone, to three decimals: `1.008×`. */
export function formatMultiple(multiple: number): string {
  return Number.isFinite(multiple) ? `${formatValue(multiple, 3)}×` : MISSING;
}

const byteUnits = ['bytes', 'kB', 'MB', 'GB'] as const;

/** The unit, a power of a thousand, in which a size is at least one. */
function byteUnit(bytes: number): number {
  const fitting = byteUnits.findLastIndex((_, power) => Math.abs(bytes) >= 1000 ** power);
  return Math.max(0, fitting);
}

const inUnit = (bytes: number, power: number) =>
  power === 0 ? formatCount(bytes) : formatValue(bytes / 1000 ** power, bytes >= 100 * 1000 ** power ? 0 : 1);

/** A size in bytes, to a tenth of its unit below a hundred: `62.1 kB`, `45 MB` as `45.0 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return MISSING;
  const power = byteUnit(bytes);
  return `${inUnit(bytes, power)} ${byteUnits[power]}`;
}

/** One file in float32 and in float16, in the unit of the first: `62.1 / 31.0 kB`. */
export function formatBothBytes({ full, half }: { readonly full: number; readonly half: number }): string {
  if (!Number.isFinite(full)) return MISSING;
  const power = byteUnit(full);
  return `${inUnit(full, power)} / ${inUnit(half, power)} ${byteUnits[power]}`;
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
