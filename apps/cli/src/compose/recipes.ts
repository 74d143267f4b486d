import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StorageError, suggest, UsageError } from '@ftn/errors';
import { parseRecipe, type Recipe } from '@ftn/training';
import { appFile } from './app-files.js';

const folder = appFile('recipes');

/** The recipes that ship with the command. */
export function recipeNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/** A recipe by its name or its file's path, with `--set` assignments applied. */
export function loadRecipe(nameOrPath: string, set: readonly string[] = []): Recipe {
  const shipped = join(folder, `${nameOrPath}.yaml`);
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  const file = isPath ? nameOrPath : shipped;
  if (!existsSync(file)) {
    if (isPath) throw new StorageError('there is no such recipe', { file, hint: 'Check the path.' });
    throw new UsageError(`unknown recipe '${nameOrPath}'`, { hint: suggest(nameOrPath, recipeNames()) });
  }
  return parseRecipe(readFileSync(file, 'utf8'), { file, set });
}
