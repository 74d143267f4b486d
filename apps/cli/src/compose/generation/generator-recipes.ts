import { type AdaptationRecipe, adaptationRecipeSchema } from '@ftn/generation/node';
import { parseSettings } from '@ftn/training';
import { type RecipeShelf, recipeText } from '../recipes.js';

/** The recipes of generators that ship with the command. */
export const generatorRecipes: RecipeShelf = { parts: ['recipes', 'generators'] };

/** How a generator is adapted, by the recipe's name or its file's path, with `--set` assignments applied. */
export function loadGeneratorRecipe(nameOrPath: string, set: readonly string[] = []): AdaptationRecipe {
  const { text, file } = recipeText(generatorRecipes, nameOrPath);
  return parseSettings(adaptationRecipeSchema, text, { file, set }).settings;
}
