import { join, resolve } from 'node:path';
import { createArchitecture } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { type ClassLoss, createTask, denseProtocols, type Task } from '@ftn/tasks';
import {
  createMethod,
  defaultMethod,
  isRanked,
  type MethodOptions,
  wholeNetworkMethod,
} from '@ftn/tensor-factors';
import type { Recipe, System } from '@ftn/training';
import type { Data, DataOptions } from '../data/data.js';
import { learnedOf } from '../data/learned-of.js';
import { requireTargets } from '../data/open-data.js';
import { recipeFor } from '../data/sources.js';
import { folderName } from '../files/folder-name.js';
import { recipeOfGenerator } from '../generation/open-generator.js';
import { requireAdaptation } from '../generation/plan-adaptation.js';
import { nameOfMethod } from '../methods/load-method.js';
import { listOf } from '../one-or-several.js';
import { assignments } from '../recipes/assignments.js';
import { type ChosenSystem, narrowRecipe, requireMethod } from '../recipes/choose-system.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { classWeightsOf } from './class-weights.js';
import type { TrainOptions } from './options.js';

/**
 * The recipe and the system a training takes.
 * @throws UsageError for options that exclude each other
 */
export function planTraining(options: TrainOptions): ChosenSystem {
  const { rank, fromScratch = false, weights } = options;
  const method = nameOfMethod(options.method ?? defaultMethod);
  requireMethod(method);
  if (fromScratch && createMethod(method).usesShared) {
    throw new UsageError(`\`fromScratch\` cannot go with the method '${method}'`, {
      expected: `\`method: ${wholeNetworkMethod}\`, which trains the whole network`,
      hint: 'The other methods adapt a trained network: give its `weights`.',
    });
  }
  if (fromScratch && weights !== undefined) {
    throw new UsageError('`fromScratch` and `weights` exclude each other', {
      hint: 'Omit one of them.',
    });
  }
  if (fromScratch && options.half) {
    throw new UsageError('`half` and `fromScratch` exclude each other', {
      expected: 'an adapter, which is stored in half precision',
      hint: 'Write the backbone first, then `convert` it with `half`.',
    });
  }
  const { generator, options: given } = options;
  if (rank !== undefined && given?.rank !== undefined) {
    throw new UsageError('`rank` and the option rank say the same thing twice', {
      got: `${rank} and ${given.rank}`,
      hint: 'Omit one of them.',
    });
  }
  const usual = () =>
    generator === undefined ? recipeFor(listOf(options.data)) : recipeOfGenerator(generator);
  const named = options.recipe ?? usual();
  const recipe = loadRecipe(named, assignments(named, options));
  requireTrainable({ method, options: {} }, recipe);
  const chosen = narrowRecipe(recipe, {
    method,
    rank: rank ?? usualRank(recipe, method, given),
    options: given,
  });
  if (!createMethod(method, chosen.system.options).traits.freezesShared) {
    throw new UsageError(`'${method}' trains its shared network, hence all domains together`, {
      hint: `Compare it on them instead: \`compare\` with \`methods: ${method}\`.`,
    });
  }
  requireAdaptation(chosen, options);
  requireSeveral(recipe, options);
  requireEarlyStopping(recipe);
  if (!recipe.generator) {
    // Before weights and data are looked for: a pattern that fits no layer is a slip of the same line.
    const layers = createArchitecture(recipe.backbone).convolutions.map((layer) => layer.name);
    createMethod(method, chosen.system.options).requireLayers?.(layers);
    return chosen;
  }
  if (recipe.input.decode === 'torchvision') {
    throw new UsageError('a generator is adapted to upright images', {
      got: 'decode torchvision',
      hint: 'Leave `decode` out.',
    });
  }
  return { ...chosen, recipe: { ...chosen.recipe, backbone: generator ?? recipe.backbone } };
}

/** Refuses to train one task together with others: there are none. */
function requireSeveral({ tasks }: Pick<Recipe, 'tasks'>, { joint = false }: TrainOptions): void {
  if (!joint || tasks.length > 1) return;
  throw new UsageError('`joint` trains several tasks on the same batches', {
    expected: 'two tasks or more',
    got: tasks.join(', '),
    hint: 'Leave `joint` out. One backbone on all domains together: `trainBackbone`.',
  });
}

/**
 * Refuses a method that trains the network all tasks share, for tasks that need more than a linear head.
 *
 * @throws UsageError that names the method and the task
 */
export function requireTrainable(
  { method, options }: Pick<System, 'method' | 'options'>,
  recipe: Pick<Recipe, 'tasks' | 'protocol' | 'decoder'>,
): void {
  if (createMethod(method, options).traits.freezesShared) return;
  const other = tasksOf(recipe, ['any']).find(({ head }) => head?.kind !== 'linear');
  if (!other) return;
  throw new UsageError(`'${method}' cannot be trained on '${other.name}'`, {
    expected: 'a method that keeps the shared network as it is',
    hint: 'It trains the shared network itself, which is built for classification only.',
  });
}

/** The rank of a method that has one where none was asked for: that of its row in the recipe, else the recipe's highest. */
function usualRank(
  { ranks, methods }: Pick<Recipe, 'ranks' | 'methods'>,
  method: string,
  given: MethodOptions | undefined,
): number | undefined {
  const told = given?.rank ?? methods[method]?.options.rank;
  return isRanked(method) && told === undefined ? Math.max(...ranks) : undefined;
}

/** The tasks a recipe names over some classes. */
export function tasksOf(
  { tasks, protocol, decoder }: Pick<Recipe, 'tasks' | 'protocol' | 'decoder'>,
  classes: readonly string[],
  classLoss?: ClassLoss,
): Task[] {
  const names = [...new Set(tasks)];
  const shared = { classes, classLoss, protocol: denseProtocols[protocol], decoder };
  return names.map((name) => createTask(name, shared));
}

/** What of a recipe decides the tasks of a domain. */
type TaskFields = Pick<Recipe, 'tasks' | 'protocol' | 'decoder'> &
  Partial<Pick<Recipe, 'labelSmoothing' | 'classWeights'>> &
  Partial<Pick<Recipe, 'sampling' | 'mixup' | 'cutmix'>>;

/**
 * Refuses settings that act on images with one class each, for a task that learns something else.
 *
 * @throws UsageError that names the setting and the task
 */
function requireClasses(recipe: TaskFields, tasks: readonly Task[]): void {
  const { sampling, mixup, cutmix } = recipe;
  const given = { sampling: sampling === 'balanced' ? sampling : undefined, mixup, cutmix };
  const setting = Object.entries(given).find(([, value]) => value !== undefined);
  const other = tasks.find(({ classLoss }) => classLoss === undefined);
  if (!setting || !other) return;
  throw new UsageError(`${setting[0]} does not apply to '${other.name}'`, {
    expected: 'a task that gives every image one class',
    hint: `Leave ${setting[0]} out of the recipe.`,
  });
}

/**
 * The tasks of a domain.
 * @throws UsageError where the data lacks the target of a task, and for settings of classes where a task has none
 */
export function tasksFor(recipe: TaskFields, data: Data): Task[] {
  const { labelSmoothing } = recipe;
  const classLoss = { labelSmoothing, classWeights: classWeightsOf(recipe, data) };
  const tasks = tasksOf(recipe, data.classes, classLoss);
  requireClasses(recipe, tasks);
  for (const task of tasks) requireTargets(data, task);
  return tasks;
}

/** The output stride a recipe's tasks need: its own, else 16 where they predict maps, else the backbone's. */
export function outputStrideOf(recipe: Recipe): number | undefined {
  return recipe.outputStride ?? (predictMaps(recipe) ? 16 : undefined);
}

/** How a recipe's data is opened, a share of its training images held out where it brings no validation images. */
export function openingFor(
  recipe: Recipe,
  {
    limit,
    testLimit,
    testFraction,
    skipBroken,
  }: Pick<TrainOptions, 'limit' | 'testLimit' | 'testFraction' | 'skipBroken'>,
  holdOut: number,
): DataOptions {
  const { seed, input, madeUp, labels } = recipe;
  const targets = learnedOf(tasksOf(recipe, ['any']));
  const { size, decode } = input;
  return { seed, size, madeUp, labels, limit, testLimit, testFraction, skipBroken, decode, holdOut, targets };
}

/** Whether a recipe's tasks predict maps of the image. */
const predictMaps = (recipe: Pick<Recipe, 'tasks' | 'protocol' | 'decoder'>): boolean =>
  tasksOf(recipe, ['any']).some(({ head }) => head !== null && head.kind !== 'linear');

/** One run of a training: its folder, what it trains, and where each adapter goes. */
export interface PlannedRun {
  readonly data: Data;
  readonly tasks: readonly Task[];
  readonly directory: string;
  readonly adapterOf: (task: Task) => string;
}

/**
 * Refuses early stopping where no epoch is measured.
 *
 * @throws UsageError that says what early stopping needs
 */
export function requireEarlyStopping(recipe: Recipe): void {
  if (!recipe.earlyStopping || keepOf(recipe) === 'best') return;
  throw new UsageError('earlyStopping ends at the best epoch, and this training keeps its last', {
    expected: 'keep: best',
    got: 'keep: last',
    hint: 'Leave earlyStopping out, or add `set: keep=best`.',
  });
}

/** Refuses what training would: tasks on the same batches have no best epoch in common. */
export function requireLast(recipe: Recipe, { validation }: Pick<Data, 'validation'>): void {
  if (keepOf(recipe) === 'last' || validation.length === 0) return;
  throw new UsageError('several tasks on the same batches have no best epoch in common', {
    expected: 'keep: last',
    got: 'keep: best',
    hint: 'Add `set: keep=last`, or train the tasks separately.',
  });
}

/** A run for each domain and task, or with `joint` one for each domain; a single one has the whole folder. */
export function planRuns(
  domains: readonly Data[],
  recipe: Recipe,
  { out, joint = false }: { readonly out: string; readonly joint?: boolean | undefined },
): PlannedRun[] {
  return domains.flatMap((data) => {
    const tasks = tasksFor(recipe, data);
    const folder = domains.length === 1 ? out : join(out, folderName(data.name));
    if (joint && tasks.length > 1) {
      requireLast(recipe, data);
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
  return resolve(join('runs', [folderName(what), system.method, ...rank].join('-')));
}
