import { readdirSync } from 'node:fs';
import { decodeText, suggest, UsageError } from '@ftn/errors';
import { readRegularFileSync } from '@ftn/errors/node';
import { type GeneratorRecipe, generatorRecipeSchema } from '@ftn/generation/node';
import { parseRecipe } from '@ftn/training';
import { packageFile } from '../files/package-files.js';
import { fromEarlierForm } from './earlier-form.js';

/** A recipe of any kind: those that adapt a generator have a `generator` section. */
export type AnyRecipe = GeneratorRecipe;

/** The recipes that ship. */
export function recipeNames(): string[] {
  return readdirSync(packageFile('recipes'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/** No recipe comes near this; one that did would take minutes to read. */
const mostBytes = 2 ** 20;

/**
 * The text of a recipe by its name or its file's path.
 *
 * @throws UsageError for a name there is none of, StorageError for a file that is not there, FormatError for what is no recipe's file
 */
export function recipeText(nameOrPath: string): { text: string; file: string } {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? nameOrPath : packageFile('recipes', `${nameOrPath}.yaml`);
  if (isPath || recipeNames().includes(nameOrPath)) {
    const bytes = readRegularFileSync(file, {
      limit: mostBytes,
      noun: 'the recipe',
      hint: 'Check the path.',
    });
    return { text: decodeText(bytes, file), file };
  }
  throw new UsageError(`unknown recipe '${nameOrPath}'`, { hint: suggest(nameOrPath, recipeNames()) });
}

/** A recipe by its name or its file's path, with `key=value` assignments applied. */
export function loadRecipe(nameOrPath: string, set: readonly string[] = []): AnyRecipe {
  const { text, file } = recipeText(nameOrPath);
  return parseRecipe(fromEarlierForm(text, file), { file, set }, generatorRecipeSchema);
}
