import { suggest, UsageError } from '@ftn/errors';
import { createMethod, type MethodOptions, methods } from '@ftn/tensor-factors';
import { type Recipe, type System, systemOf } from '@ftn/training';
import type { SystemRecipe } from './comparison-plan.js';
import { loadRecipe } from './recipes.js';

/** What `ftn train` was asked to train, besides the data. */
export interface TrainingChoice {
  readonly method: string;
  readonly rank?: number | undefined;
  /** The method's options besides the rank. */
  readonly options: MethodOptions;
  readonly recipe: string;
  /** `--set` assignments, applied to the recipe in order. */
  readonly set: readonly string[];
}

/** A recipe narrowed to the one system it will train, every option of the method filled in. */
export interface ResolvedTraining<R extends SystemRecipe = Recipe> {
  readonly recipe: R;
  readonly system: System;
}

/** The system a choice names of a recipe; UsageError where the method or an option does not exist. */
export function narrowRecipe<R extends SystemRecipe>(
  recipe: R,
  { method: name, rank, options: given }: Pick<TrainingChoice, 'method' | 'rank' | 'options'>,
): ResolvedTraining<R> {
  requireMethod(name);
  const described = systemOf(recipe, name);
  const options = { ...described.options, ...given, ...(rank === undefined ? {} : { rank }) };
  const resolved = createMethod(name, options).options;
  const system: System = {
    ...described,
    options: resolved,
    rank: typeof resolved.rank === 'number' ? resolved.rank : null,
  };
  const { candidates, optimizers } = recipe.methods[name]!;
  const narrowed = {
    ...recipe,
    ranks: system.rank === null ? recipe.ranks : [system.rank],
    methods: { [name]: { options: { ...resolved }, optimizers, candidates } },
  };
  return { recipe: narrowed, system };
}

/** Refuses a method there is none of; the UsageError names the nearest. */
export function requireMethod(name: string): void {
  if (Object.hasOwn(methods, name)) return;
  throw new UsageError(`unknown method '${name}'`, { hint: suggest(name, Object.keys(methods)) });
}

/** The recipe's system for a method; UsageError where the recipe, the method or an option does not exist. */
export function resolveTraining(choice: TrainingChoice): ResolvedTraining {
  requireMethod(choice.method);
  return narrowRecipe(loadRecipe(choice.recipe, choice.set), choice);
}
