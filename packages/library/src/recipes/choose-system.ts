import { createMethod, type MethodOptions, methodDefinition } from '@ftn/tensor-factors';
import { type System, systemOf } from '@ftn/training';
import { keepOf } from './kept-epoch.js';
import { type AnyRecipe, loadRecipe } from './load-recipe.js';

/** The method to train, and how. */
export interface SystemChoice {
  /** A method's name. */
  readonly method: string;
  /** Rank of the low-rank factors, for methods with a rank. */
  readonly rank?: number | string | undefined;
  /** The method's options besides the rank. */
  readonly options?: MethodOptions | undefined;
  /** A recipe's name, or its file. */
  readonly recipe: string;
  /** `key=value` assignments, applied to the recipe in order. */
  readonly set?: readonly string[] | undefined;
}

/** A recipe narrowed to the one system it will train, every option of the method filled in. */
export interface ChosenSystem {
  readonly recipe: AnyRecipe;
  readonly system: System;
}

/**
 * The system a choice names of a recipe.
 * @throws UsageError where the method or an option does not exist
 */
export function narrowRecipe(
  recipe: AnyRecipe,
  { method: name, rank, options: given = {} }: Pick<SystemChoice, 'method' | 'rank' | 'options'>,
): ChosenSystem {
  requireMethod(name);
  const described = systemOf(recipe, name, { ...given, ...(rank === undefined ? {} : { rank }) });
  const resolved = createMethod(name, described.options).options;
  const system: System = {
    ...described,
    options: resolved,
    rank: typeof resolved.rank === 'number' ? resolved.rank : null,
  };
  // Readonly here, and the schema's plain type there.
  const { candidates, config, phases } = described;
  const entry = {
    options: { ...resolved },
    optimizers: config.optimizers,
    candidates,
    ...(phases ? { phases } : {}),
  };
  const methods = { [name]: entry } as unknown as AnyRecipe['methods'];
  const narrowed = {
    ...recipe,
    // Written out, so that a config.yaml says it whatever a later default is.
    keep: keepOf(recipe),
    ranks: system.rank === null ? recipe.ranks : [system.rank],
    methods,
  };
  return { recipe: narrowed, system };
}

/** @throws UsageError for an unknown method, naming the nearest */
export function requireMethod(name: string): void {
  methodDefinition(name);
}

/**
 * The recipe's system for a method.
 * @throws UsageError where the recipe, the method or an option does not exist
 */
export function chooseSystem(choice: SystemChoice): ChosenSystem {
  requireMethod(choice.method);
  return narrowRecipe(loadRecipe(choice.recipe, choice.set), choice);
}
