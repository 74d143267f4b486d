import type { Recipe } from '@ftn/training';
import { openData, usualHoldOut } from './data-source.js';
import type { DomainData } from './domain-data.js';

/** The domains of several `--data` words, as a comparison by this recipe takes them. */
export async function openDomains(
  specs: readonly string[],
  recipe: Recipe,
  options: {
    /** Whether rates are chosen on validation sets; without that, every image is for training. */
    readonly tune: boolean;
    readonly limit?: number | undefined;
    readonly testLimit?: number | undefined;
  },
): Promise<DomainData[]> {
  const { tune, limit, testLimit = limit } = options;
  const domains: DomainData[] = [];
  for (const spec of specs) {
    domains.push(
      ...(await openData(spec, {
        seed: recipe.seed,
        size: recipe.input.size,
        perClass: recipe.madeUp,
        holdOut: tune ? usualHoldOut : 0,
        limit,
        testLimit,
      })),
    );
  }
  return domains;
}
