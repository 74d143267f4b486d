import { FormatError, suggest } from '@ftn/errors';
import { methodNames, phasesOf } from '@ftn/tensor-factors';
import { type ParseOptions, parseSettings } from './parse-settings.js';
import { type Recipe, recipeSchema } from './recipe-schema.js';

/** Reads a recipe's YAML, applies `--set` assignments and checks every field; errors name file, line and field. */
export function parseRecipe(text: string, options: ParseOptions): Recipe {
  const { settings: recipe, at } = parseSettings(recipeSchema, text, options);
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
