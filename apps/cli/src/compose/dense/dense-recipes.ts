import { type DenseRecipe, parseDenseRecipe } from '@ftn/training';
import { type RecipeShelf, recipeText } from '../recipes.js';

/** The recipes of dense tasks that ship with the command. */
export const denseRecipes: RecipeShelf = { parts: ['recipes', 'dense'] };

/** A recipe of dense tasks by its name or its file's path, with `--set` assignments applied. */
export function loadDenseRecipe(nameOrPath: string, set: readonly string[] = []): DenseRecipe {
  const { text, file } = recipeText(denseRecipes, nameOrPath);
  return parseDenseRecipe(text, { file, set });
}
