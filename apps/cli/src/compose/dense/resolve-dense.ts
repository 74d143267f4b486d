import type { DenseRecipe } from '@ftn/training';
import {
  narrowRecipe,
  type ResolvedTraining,
  requireMethod,
  type TrainingChoice,
} from '../training-choice.js';
import { requireDenseMethod } from './dense-members.js';
import { loadDenseRecipe } from './dense-recipes.js';

/** The dense recipe's system for a method; UsageError where one of them does not exist or is not for dense tasks. */
export function resolveDense(choice: TrainingChoice): ResolvedTraining<DenseRecipe> {
  requireMethod(choice.method);
  requireDenseMethod({ method: choice.method, options: {} });
  return narrowRecipe(loadDenseRecipe(choice.recipe, choice.set), choice);
}
