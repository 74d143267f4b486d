import { requireTask } from '@ftn/tasks';
import { listOf } from '../one-or-several.js';
import type { TrainOptions } from '../train/options.js';
import { loadRecipe } from './load-recipe.js';

/** Options that are short for assignments to a recipe. */
type RecipeOptions = Pick<
  TrainOptions,
  'seed' | 'epochs' | 'batchSize' | 'size' | 'learningRate' | 'backbone' | 'tasks' | 'decode' | 'set'
>;

/** One rate for every parameter group of every method of a recipe, those of its phases too. */
function rateAssignments(recipe: string, rate: number): string[] {
  const { methods } = loadRecipe(recipe);
  const groupsOf = (path: string, optimizers: object) =>
    Object.entries(optimizers).flatMap(([group, optimizer]) =>
      optimizer === undefined ? [] : [`${path}.optimizers.${group}.rate=${rate}`],
    );
  return Object.entries(methods).flatMap(([name, { optimizers, phases = {} }]) => [
    ...groupsOf(`methods.${name}`, optimizers),
    ...Object.entries(phases).flatMap(([phase, own]) =>
      own.optimizers ? groupsOf(`methods.${name}.phases.${phase}`, own.optimizers) : [],
    ),
  ]);
}

/** The assignments to a recipe that options are short for, before those of `set`, which are the more particular. */
export function assignments(recipe: string, options: RecipeOptions): string[] {
  const { seed, epochs, batchSize, size, learningRate, backbone, tasks, decode, set = [] } = options;
  const given = (key: string, value: string | number | undefined) =>
    value === undefined ? [] : [`${key}=${value}`];
  return [
    ...given('seed', seed),
    ...given('epochs', epochs),
    ...given('batchSize', batchSize),
    ...given('input.size', size === undefined ? undefined : JSON.stringify(size)),
    ...given('backbone', backbone),
    ...given('input.decode', decode),
    ...(tasks === undefined ? [] : [`tasks=[${listOf(tasks).map(requireTask).join(', ')}]`]),
    ...(learningRate === undefined ? [] : rateAssignments(recipe, learningRate)),
    ...set,
  ];
}
