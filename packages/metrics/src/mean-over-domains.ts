import { UsageError } from '@ftn/errors';

/** A mean with, for two values or more, their sample deviation. */
export interface Mean {
  readonly mean: number;
  /** √(Σ(v − mean)² / (n − 1)); absent for a single value, whose spread is unknown. */
  readonly deviation?: number;
}

/**
 * The unweighted mean of one number for each domain (or seed), with their sample deviation, in the values' unit.
 *
 * A domain counts once however many samples it has, as in the mean columns of the paper's tables.
 * A NaN among the values makes both NaN.
 * @throws UsageError for no values.
 */
export function meanOverDomains(values: readonly number[]): Mean {
  const n = values.length;
  if (n === 0) throw new UsageError('A mean over domains needs at least one value');
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n === 1) return { mean };
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (n - 1)) };
}
