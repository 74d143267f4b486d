/**
 * How the norms of one network become values from 0 to 1: `range` puts its smallest layer at 0 and its largest
 * at 1, `maximum` divides by the largest so that 0 stays "no change".
 */
export const normalisations = ['range', 'maximum'] as const;

/** How norms are normalised: to 0 … 1 by range, or divided by the largest. */
export type Normalisation = (typeof normalisations)[number];

/** The norms of one network scaled to 0–1; where all are equal they are 1, and 0 where all are zero. */
export function normaliseNorms(norms: readonly number[], by: Normalisation): number[] {
  const high = Math.max(...norms);
  const low = by === 'range' ? Math.min(...norms) : 0;
  if (high === low) return norms.map(() => (high > 0 ? 1 : 0));
  return norms.map((norm) => (norm - low) / (high - low));
}
