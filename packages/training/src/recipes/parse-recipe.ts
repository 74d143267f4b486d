import { FormatError, suggest } from '@ftn/errors';
import { methodNames, phasesOf } from '@ftn/tensor-factors';
import { type ParsedSettings, type ParseOptions, parseSettings } from './parse-settings.js';
import { type DenseRecipe, denseRecipeSchema, type Recipe, recipeSchema } from './recipe-schema.js';

/** Reads a recipe's YAML, applies `--set` assignments and checks every field; errors name file, line and field. */
export function parseRecipe(text: string, options: ParseOptions): Recipe {
  return withKnownMethods(parseSettings(recipeSchema, text, options));
}

/** The same for a recipe of dense prediction. */
export function parseDenseRecipe(text: string, options: ParseOptions): DenseRecipe {
  return withKnownMethods(parseSettings(denseRecipeSchema, text, options));
}

/** A recipe whose methods exist and have the phases it names. */
function withKnownMethods<R extends Pick<Recipe, 'methods'>>({ settings: recipe, at }: ParsedSettings<R>): R {
  for (const [name, { phases = {} }] of Object.entries(recipe.methods)) {
    if (!(methodNames as string[]).includes(name)) {
      const hint = suggest(name, methodNames);
      throw new FormatError(`the recipe trains an unknown method '${name}'`, {
        ...at(['methods', name]),
        hint,
      });
    }
    const known = phasesOf(name);
    const unknown = Object.keys(phases).find((phase) => !known.includes(phase));
    if (unknown === undefined) continue;
    throw new FormatError(`'${name}' has no phase '${unknown}'`, {
      ...at(['methods', name, 'phases', unknown]),
      hint: known.length > 0 ? suggest(unknown, known) : `'${name}' is trained in one go.`,
    });
  }
  return recipe;
}
