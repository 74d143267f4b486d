import { suggest, UsageError } from '@ftn/errors';
import { createMethod, type MethodOptions, methods } from '@ftn/tensor-factors';
import { type Recipe, type System, systemOf } from '@ftn/training';
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
export interface ResolvedTraining {
  readonly recipe: Recipe;
  readonly system: System;
}

/** The recipe's system for a method; UsageError where the recipe, the method or an option does not exist. */
export function resolveTraining(choice: TrainingChoice): ResolvedTraining {
  const { method: name, rank, set } = choice;
  if (!Object.hasOwn(methods, name)) {
    throw new UsageError(`unknown method '${name}'`, { hint: suggest(name, Object.keys(methods)) });
  }
  const recipe = loadRecipe(choice.recipe, set);
  const described = systemOf(recipe, name);
  const options = { ...described.options, ...choice.options, ...(rank === undefined ? {} : { rank }) };
  const resolved = createMethod(name, options).options;
  const system: System = {
    ...described,
    options: resolved,
    rank: typeof resolved.rank === 'number' ? resolved.rank : null,
  };
  const { candidates, optimizers } = recipe.methods[name]!;
  const narrowed: Recipe = {
    ...recipe,
    ranks: system.rank === null ? recipe.ranks : [system.rank],
    methods: { [name]: { options: { ...resolved }, optimizers, candidates } },
  };
  return { recipe: narrowed, system };
}
