import { UsageError } from '@ftn/errors';
import { isRanked, type MethodDefinition } from '@ftn/tensor-factors';
import { type Recipe, type System, systemOf } from '@ftn/training';
import { nameOfMethod } from '../methods/load-method.js';

/** The systems of a comparison. */
export interface ComparedSystems {
  /** Methods in the order of the table; default all of the recipe. */
  readonly methods?: readonly (string | MethodDefinition)[] | undefined;
  /** Ranks of the methods that have one; default the recipe's. */
  readonly ranks?: readonly number[] | undefined;
}

/** Refuses a number or a name that is given twice: it would be trained twice for one row of the table. */
export function requireEachOnce(what: string, values: readonly (number | string)[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice === undefined) return;
  throw new UsageError(`--${what} names ${twice} twice`, {
    expected: 'each once',
    got: values.join(','),
    hint: 'Leave one of them out.',
  });
}

/** The systems a comparison trains, from its recipe and what the user chose. */
export function planSystems(recipe: Recipe, choice: ComparedSystems): System[] {
  const { ranks = recipe.ranks } = choice;
  const methods = (choice.methods ?? Object.keys(recipe.methods)).map(nameOfMethod);
  requireEachOnce('methods', methods);
  requireEachOnce('ranks', ranks);
  for (const method of methods) requireNoRank(recipe, method);
  const systems = methods.flatMap((method) =>
    isRanked(method) ? ranks.map((rank) => systemOf(recipe, method, rank)) : [systemOf(recipe, method)],
  );
  if (systems.length === 0)
    throw new UsageError('there is nothing to compare', { expected: 'at least one method' });
  return systems;
}

/** Refuses a recipe whose row of a method has a rank: each of the ranks to compare would take its place without a word. */
function requireNoRank({ methods }: Recipe, method: string): void {
  const rank = isRanked(method) ? methods[method]?.options.rank : undefined;
  if (rank === undefined) return;
  throw new UsageError(
    `the recipe has a rank in methods.${method}.options, and a comparison trains each of its ranks`,
    {
      got: String(rank),
      hint: `Omit it and set the ranks instead; ranks by layer are for train.`,
    },
  );
}

/** A system's name in tables and progress: `ftn R=8`. */
export function systemLabel(system: Pick<System, 'method' | 'rank'>): string {
  return system.rank === null ? system.method : `${system.method} R=${system.rank}`;
}

/** A system's name as a folder: `ftn-R-8`. */
export const systemFolder = (system: Pick<System, 'method' | 'rank'>) =>
  systemLabel(system).replaceAll(/[^a-z0-9]+/gi, '-');
