import { UsageError } from '@ftn/errors';
import { type Recipe, type System, systemOf } from '@ftn/training';

/** What a recipe of any kind says of the systems it trains. */
export type SystemRecipe = Parameters<typeof systemOf>[0] & Pick<Recipe, 'ranks'>;

/** What `ftn compare` was asked to compare. */
export interface ComparisonChoice {
  /** Methods in the order of the table; default all of the recipe. */
  readonly methods?: readonly string[];
  /** Ranks of the methods that have one; default the recipe's. */
  readonly ranks?: readonly number[];
}

/** Methods whose systems differ by a rank. */
const ranked = new Set(['ftn']);

/** The systems a comparison trains, from its recipe and what the user chose. */
export function planSystems(recipe: SystemRecipe, choice: ComparisonChoice): System[] {
  const { methods = Object.keys(recipe.methods), ranks = recipe.ranks } = choice;
  const systems = methods.flatMap((method) =>
    ranked.has(method) ? ranks.map((rank) => systemOf(recipe, method, rank)) : [systemOf(recipe, method)],
  );
  if (systems.length === 0)
    throw new UsageError('there is nothing to compare', { expected: 'at least one method' });
  return systems;
}

/** A system's name in tables and progress: `ftn R=8`. */
export function systemLabel(system: Pick<System, 'method' | 'rank'>): string {
  return system.rank === null ? system.method : `${system.method} R=${system.rank}`;
}
