import { RandomStream } from '@ftn/random';
import type { PolicyTable } from './policy-table.js';

/** What every domain does with every block: a row a domain, true to compute it. */
export type PolicyDecisions = readonly (readonly boolean[])[];

/**
 * Draws policies from the learned probabilities, each block and domain on its own. One that was drawn before is left
 * out, so there may be fewer than `count`.
 */
export function drawPolicies(
  { domains, probabilities }: PolicyTable,
  count: number,
  seed: number,
): PolicyDecisions[] {
  const drawn = new Map<string, PolicyDecisions>();
  for (let number = 0; number < count; number++) {
    const decisions = probabilities.map((row, t) => {
      const random = new RandomStream(seed, 'policy', number, domains[t]!);
      return row.map((probability) => random.chance(probability));
    });
    const key = JSON.stringify(decisions);
    if (!drawn.has(key)) drawn.set(key, decisions);
  }
  return [...drawn.values()];
}
