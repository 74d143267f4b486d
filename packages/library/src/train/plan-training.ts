import { join, resolve } from 'node:path';
import { UsageError } from '@ftn/errors';
import { createTask, denseProtocols, requireTask, type Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import type { Recipe } from '@ftn/training';
import type { Data } from '../data/data.js';
import { requireTargets } from '../data/open-data.js';
import { recipeFor } from '../data/sources.js';
import { type ChosenSystem, narrowRecipe, requireMethod } from '../recipes/choose-system.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import type { TrainOptions } from './options.js';

/** One value or several, as a list. */
export const listOf = <T>(values: T | readonly T[]): readonly T[] =>
  Array.isArray(values) ? values : [values as T];

/** The recipe's own assignments for options that are short for one, before those of `set`. */
export function assignments(
  options: Pick<TrainOptions, 'seed' | 'epochs' | 'batchSize' | 'backbone' | 'tasks' | 'set'>,
): string[] {
  const { seed, epochs, batchSize, backbone, tasks, set = [] } = options;
  const given = (key: string, value: string | number | undefined) =>
    value === undefined ? [] : [`${key}=${value}`];
  return [
    ...given('seed', seed),
    ...given('epochs', epochs),
    ...given('batchSize', batchSize),
    ...given('backbone', backbone),
    ...(tasks === undefined ? [] : [`tasks=[${listOf(tasks).map(requireTask).join(', ')}]`]),
    ...set,
  ];
}

/** The recipe and the system a training takes; UsageError for what excludes each other. */
export function planTraining(options: TrainOptions): ChosenSystem {
  const { method = 'ftn', rank, fromScratch = false, weights } = options;
  requireMethod(method);
  if (fromScratch && createMethod(method).usesShared) {
    throw new UsageError(`--from-scratch cannot go with the method '${method}'`, {
      expected: '--method fine-tuning, which trains the whole network',
      hint: 'The other methods adapt a trained network: give its --weights.',
    });
  }
  if (fromScratch && weights !== undefined) {
    throw new UsageError('--from-scratch and --weights exclude each other', {
      hint: 'Leave one of them out.',
    });
  }
  const name = options.recipe ?? recipeFor(listOf(options.data));
  const recipe = loadRecipe(name, assignments(options));
  return narrowRecipe(recipe, { method, rank, options: options.options });
}

/** The tasks a recipe names over some classes. */
export function tasksOf(
  { tasks, protocol, decoder }: Pick<Recipe, 'tasks' | 'protocol' | 'decoder'>,
  classes: readonly string[],
): Task[] {
  const names = [...new Set(tasks)];
  return names.map((name) => createTask(name, { classes, protocol: denseProtocols[protocol], decoder }));
}

/** The tasks of a domain; UsageError where the data has not what one of them learns from. */
export function tasksFor(recipe: Pick<Recipe, 'tasks' | 'protocol' | 'decoder'>, data: Data): Task[] {
  const tasks = tasksOf(recipe, data.classes);
  for (const task of tasks) requireTargets(data, task);
  return tasks;
}

/** The output stride a recipe's tasks need: its own, else 16 where they predict maps, else the backbone's. */
export function outputStrideOf(recipe: Recipe): number | undefined {
  const maps = tasksOf(recipe, ['any']).some(({ head }) => head !== null && head.kind !== 'linear');
  return recipe.outputStride ?? (maps ? 16 : undefined);
}

/** One run of a training: its folder, what it trains, and where each adapter goes. */
export interface PlannedRun {
  readonly data: Data;
  readonly tasks: readonly Task[];
  readonly directory: string;
  readonly adapterOf: (task: Task) => string;
}

/** A run for each domain and task, or with `joint` one for each domain; a single one has the whole folder. */
export function planRuns(
  domains: readonly Data[],
  recipe: Recipe,
  { out, joint = false }: { readonly out: string; readonly joint?: boolean | undefined },
): PlannedRun[] {
  return domains.flatMap((data) => {
    const tasks = tasksFor(recipe, data);
    const folder = domains.length === 1 ? out : join(out, data.name);
    if (joint && tasks.length > 1) {
      const adapterOf = ({ name }: Task) => join(folder, name, 'adapter');
      return [{ data, tasks, directory: folder, adapterOf }];
    }
    return tasks.map((task) => {
      const directory = tasks.length === 1 ? folder : join(folder, task.name);
      return { data, tasks: [task], directory, adapterOf: () => join(directory, 'adapter') };
    });
  });
}

/** Where a run goes unless told: `runs/` and what it is. */
export function defaultFolder(domains: readonly Pick<Data, 'name'>[], { system }: ChosenSystem): string {
  const what = domains.length === 1 ? domains[0]!.name : `${domains.length}-domains`;
  const rank = system.rank === null ? [] : [system.rank];
  return resolve(join('runs', [what, system.method, ...rank].join('-')));
}
