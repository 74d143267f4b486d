import { createHash } from 'node:crypto';
import { UsageError } from '@ftn/errors';
import { createMethod, isRanked } from '@ftn/tensor-factors';
import { type Recipe, type System, systemOf } from '@ftn/training';
import { chosenMethod, type MethodChoice } from './method-choice.js';

/** The systems of a comparison. */
export interface ComparedSystems {
  /** Methods in the order of the table; default all of the recipe. */
  readonly methods?: readonly MethodChoice[] | undefined;
  /** Ranks of the methods that have one and do not bring theirs; default the recipe's. */
  readonly ranks?: readonly number[] | undefined;
}

/** Refuses a number or a name that is given twice: it would be trained twice for one row of the table. */
export function requireEachOnce(what: string, values: readonly (number | string)[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice === undefined) return;
  throw new UsageError(`\`${what}\` names ${twice} twice`, {
    expected: 'each once',
    got: values.join(','),
    hint: 'Leave one of them out.',
  });
}

/** The systems a comparison trains, from its recipe and what the user chose. */
export function planSystems(recipe: Recipe, choice: ComparedSystems): System[] {
  const { ranks = recipe.ranks } = choice;
  const methods = choice.methods ?? Object.keys(recipe.methods);
  requireEachOnce(
    'methods',
    methods.filter((one) => typeof one === 'string'),
  );
  requireEachOnce('ranks', ranks);
  const systems = methods.map(chosenMethod).flatMap(({ method, options }) => {
    if (!isRanked(method) || options.rank !== undefined) return [systemOf(recipe, method, options)];
    requireNoRank(recipe, method);
    return ranks.map((rank) => systemOf(recipe, method, { ...options, rank }));
  });
  requireApart(systems);
  if (systems.length === 0)
    throw new UsageError('there is nothing to compare', { expected: 'at least one method' });
  return systems;
}

/** Refuses two systems that are the same, whatever words they were asked for by: one row of the table would say nothing. */
function requireApart(systems: readonly System[]): void {
  const seen = new Map<string, System>();
  for (const system of systems) {
    const { options } = createMethod(system.method, system.options);
    const key = JSON.stringify([system.method, options]);
    const twin = seen.get(key);
    if (twin) {
      throw new UsageError(`'${systemLabel(twin)}' and '${systemLabel(system)}' are the same system`, {
        expected: 'options that differ, those by default included',
        hint: 'Leave one of them out.',
      });
    }
    seen.set(key, system);
  }
}

/** Refuses a recipe whose row of a method has a rank: each of the ranks to compare would take its place without a word. */
function requireNoRank({ methods }: Recipe, method: string): void {
  const rank = isRanked(method) ? methods[method]?.options.rank : undefined;
  if (rank === undefined) return;
  throw new UsageError(
    `the recipe has a rank in methods.${method}.options, and a comparison trains each of its ranks`,
    {
      got: String(rank),
      hint: `Omit it, and set the ranks or compare the variant '${method}[rank=${rank}]'.`,
    },
  );
}

/** What names a system. */
type SystemName = Pick<System, 'method' | 'rank' | 'variant'>;

/** A system's name in tables and progress: `ftn R=8 (layers=layer4)`. */
export function systemLabel({ method, rank, variant }: SystemName): string {
  return [method, rank === null ? '' : ` R=${rank}`, variant === undefined ? '' : ` (${variant})`].join('');
}

/**
 * A system's name as a folder: `ftn-R-8-layers-layer4`. A variant of which other characters are lost has a part of its hash
 * there, so that no two variants share one.
 */
export function systemFolder({ method, rank, variant = '' }: SystemName): string {
  const word = (text: string) => text.replaceAll(/[^a-z0-9]+/gi, '-');
  const name = word(systemLabel({ method, rank }));
  if (variant === '') return name;
  const own = word(variant).replace(/^-|-$/g, '');
  if (/^[a-z0-9]+=[a-z0-9]+$/.test(variant) && own.length <= 40) return `${name}-${own}`;
  const hash = createHash('sha256').update(variant).digest('hex').slice(0, 8);
  return `${name}-${own.slice(0, 40).replace(/-$/, '')}-${hash}`;
}
