import { FormatError, suggest } from '@ftn/errors';
import { taskNames } from '@ftn/tasks';
import { methodNames, phasesOf } from '@ftn/tensor-factors';
import type { z } from 'zod';
import { type ParsedSettings, type ParseOptions, parseSettings } from './parse-settings.js';
import { type Recipe, recipeSchema } from './recipe-schema.js';

/** The schema of recipes, or an extension of it by sections of another package. */
export type RecipeSchema = z.ZodObject<typeof recipeSchema.shape>;

/**
 * Reads a recipe's YAML, applies `--set` assignments and checks every field; errors name file, line and field.
 * A schema is `recipeSchema`, or an extension of it.
 */
export function parseRecipe(text: string, options: ParseOptions): Recipe;
export function parseRecipe<S extends RecipeSchema>(
  text: string,
  options: ParseOptions,
  schema: S,
): z.output<S> & Recipe;
export function parseRecipe(
  text: string,
  options: ParseOptions,
  schema: RecipeSchema = recipeSchema,
): Recipe {
  return withKnownTasks(withKnownMethods(withRoomForWarmUp(parseSettings(schema, text, options))));
}

/** A recipe whose schedules have steps left after their warm-up, those of phases too. */
function withRoomForWarmUp(parsed: ParsedSettings<Recipe>): ParsedSettings<Recipe> {
  const { settings: recipe, at } = parsed;
  const phases = Object.entries(recipe.methods).flatMap(([method, { phases: own = {} }]) =>
    Object.entries(own).map(([name, phase]) => ({ ...phase, path: ['methods', method, 'phases', name] })),
  );
  for (const { epochs, schedule = recipe.schedule, path } of [
    { ...recipe, path: [] as string[] },
    ...phases,
  ]) {
    const { warmup = 0 } = schedule;
    if (warmup < epochs) continue;
    throw new FormatError(`a warm-up of ${warmup} epochs leaves none of the ${epochs}`, {
      ...at([...path, 'schedule', 'warmup']),
      expected: `less than ${[...path, 'epochs'].join('.')}`,
      hint: 'Shorten schedule.warmup, or train longer.',
    });
  }
  return parsed;
}

/** A recipe whose tasks exist. */
function withKnownTasks({ settings, at }: ParsedSettings<Recipe>): Recipe {
  const unknown = settings.tasks.find((name) => !taskNames().includes(name));
  if (unknown === undefined) return settings;
  throw new FormatError(`the recipe names an unknown task '${unknown}'`, {
    ...at(['tasks']),
    hint: suggest(unknown, taskNames()),
  });
}

/** A recipe whose methods exist and have the phases it names. */
function withKnownMethods(parsed: ParsedSettings<Recipe>): ParsedSettings<Recipe> {
  const { settings: recipe, at } = parsed;
  for (const [name, { phases = {} }] of Object.entries(recipe.methods)) {
    if (!methodNames().includes(name)) {
      const hint = suggest(name, methodNames());
      throw new FormatError(`the recipe names an unknown method '${name}'`, {
        ...at(['methods', name]),
        hint,
      });
    }
    const known = phasesOf(name);
    const unknown = Object.keys(phases).find((phase) => !known.includes(phase));
    if (unknown === undefined) continue;
    throw new FormatError(`'${name}' has no phase '${unknown}'`, {
      ...at(['methods', name, 'phases', unknown]),
      hint: known.length > 0 ? suggest(unknown, known) : `'${name}' has no phases.`,
    });
  }
  return parsed;
}
