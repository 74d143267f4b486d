import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { StorageError, suggest, UsageError } from '@ftn/errors';
import { parseRecipe, type Recipe } from '@ftn/training';
import { packageFile } from '../files/package-files.js';

/** The recipes of classifiers and of maps stand in the folder itself, those of generators in one of their own. */
type Shelf = readonly string[];

const shelf: Shelf = ['recipes'];

/** The recipes that ship. */
export function recipeNames(parts: Shelf = shelf): string[] {
  return readdirSync(packageFile(...parts))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The text of a recipe by its name or its file's path.
 *
 * @throws UsageError for a name there is none of, StorageError for a file that is not there
 */
export function recipeText(nameOrPath: string, parts: Shelf = shelf): { text: string; file: string } {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? nameOrPath : packageFile(...parts, `${nameOrPath}.yaml`);
  if (isPath && !existsSync(file)) {
    throw new StorageError('there is no such recipe', { file, hint: 'Check the path.' });
  }
  if (isPath || recipeNames(parts).includes(nameOrPath)) return { text: readFileSync(file, 'utf8'), file };
  throw new UsageError(`unknown recipe '${nameOrPath}'`, { hint: suggest(nameOrPath, recipeNames(parts)) });
}

/** A recipe by its name or its file's path, with `key=value` assignments applied. */
export function loadRecipe(nameOrPath: string, set: readonly string[] = []): Recipe {
  const { text, file } = recipeText(nameOrPath);
  return parseRecipe(text, { file, set });
}
