import { suggest, UsageError } from '@ftn/errors';
import type { MethodOptions } from '@ftn/tensor-factors';
import type { TrainingConfig } from '../loop/training-config.js';
import type { RateCandidates } from '../studies/tune-rates.js';
import type { Recipe } from './recipe-schema.js';

/** A method at a rank, with what decides its training. */
export interface System {
  readonly method: string;
  readonly rank: number | null;
  readonly options: MethodOptions;
  readonly config: TrainingConfig;
  readonly candidates: RateCandidates;
}

/** The system a recipe describes for one method (and rank, where the method has one). */
export function systemOf(recipe: Recipe, method: string, rank?: number): System {
  const entry = recipe.methods[method];
  if (!entry) {
    throw new UsageError(`the recipe '${recipe.title}' does not train '${method}'`, {
      hint: suggest(method, Object.keys(recipe.methods)),
    });
  }
  const { epochs, batchSize, schedule, seed } = recipe;
  const options = rank === undefined ? entry.options : { ...entry.options, rank };
  return {
    method,
    rank: rank ?? null,
    options,
    config: { epochs, batchSize, schedule, seed, optimizers: entry.optimizers },
    candidates: entry.candidates,
  };
}

/** Every method of a recipe, the one with a rank at each of the ranks, in the recipe's order. */
export function systemsOf(recipe: Recipe, ranked = 'ftn'): System[] {
  return Object.keys(recipe.methods).flatMap((method) =>
    method === ranked
      ? recipe.ranks.map((rank) => systemOf(recipe, method, rank))
      : [systemOf(recipe, method)],
  );
}
