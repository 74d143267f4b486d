import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { StorageError, suggest, UsageError } from '@ftn/errors';
import { parseRecipe, type Recipe } from '@ftn/training';
import { appFile } from './app-files.js';

/** A folder of recipes of one kind, by its parts in the command's own files. */
export interface RecipeShelf {
  readonly parts: readonly string[];
}

/** The recipes of classifiers. */
const classifiers: RecipeShelf = { parts: ['recipes'] };

/** The recipes of a kind that ship with the command. */
export function recipeNames({ parts }: RecipeShelf = classifiers): string[] {
  return readdirSync(appFile(...parts))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/** The text of a recipe by its name or its file's path; errors name the nearest. */
export function recipeText(shelf: RecipeShelf, nameOrPath: string): { text: string; file: string } {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? nameOrPath : appFile(...shelf.parts, `${nameOrPath}.yaml`);
  if (existsSync(file)) return { text: readFileSync(file, 'utf8'), file };
  if (isPath) throw new StorageError('there is no such recipe', { file, hint: 'Check the path.' });
  throw new UsageError(`unknown recipe '${nameOrPath}'`, { hint: suggest(nameOrPath, recipeNames(shelf)) });
}

/** A recipe by its name or its file's path, with `--set` assignments applied. */
export function loadRecipe(nameOrPath: string, set: readonly string[] = []): Recipe {
  const { text, file } = recipeText(classifiers, nameOrPath);
  return parseRecipe(text, { file, set });
}
