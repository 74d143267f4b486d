import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { StorageError, suggest, UsageError } from '@ftn/errors';
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

/**
 * The text of a recipe by its name or its file's path.
 *
 * @throws UsageError for an unknown name, StorageError for a missing file
 */
export function recipeText(nameOrPath: string): { text: string; file: string } {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? nameOrPath : packageFile('recipes', `${nameOrPath}.yaml`);
  if (isPath && !existsSync(file)) {
    throw new StorageError('there is no such recipe', { file, hint: 'Check the path.' });
  }
  if (isPath || recipeNames().includes(nameOrPath)) return { text: readFileSync(file, 'utf8'), file };
  throw new UsageError(`unknown recipe '${nameOrPath}'`, { hint: suggest(nameOrPath, recipeNames()) });
}

/** A recipe by its name or its file's path, with `key=value` assignments applied. */
export function loadRecipe(nameOrPath: string, set: readonly string[] = []): AnyRecipe {
  const { text, file } = recipeText(nameOrPath);
  return parseRecipe(fromEarlierForm(text), { file, set }, generatorRecipeSchema);
}
