import { join, resolve } from 'node:path';
import { createArchitecture } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import type { Task } from '@ftn/tasks';
import { createMethod } from '@ftn/tensor-factors';
import { phaseConfigs, type Recipe, rateTrials, type System } from '@ftn/training';
import type { Data } from '../data/data.js';
import { openAll, usualHoldOut } from '../data/open-data.js';
import { recipeFor } from '../data/sources.js';
import { requireMeasurable } from '../data/subject.js';
import { type BackboneChoice, weightsFile } from '../networks/open-backbone.js';
import { listOf } from '../one-or-several.js';
import { assignments } from '../recipes/assignments.js';
import { choiceNamed } from '../recipes/choice-named.js';
import { requireMethod } from '../recipes/choose-system.js';
import { keepOf } from '../recipes/kept-epoch.js';
import { loadRecipe } from '../recipes/load-recipe.js';
import { chosenMethod } from '../recipes/method-choice.js';
import { planSystems, requireEachOnce } from '../recipes/plan-systems.js';
import { type ComparedRecipe, departures } from '../report/departures.js';
import {
  openingFor,
  outputStrideOf,
  requireEarlyStopping,
  requireLast,
  requireTrainable,
  tasksFor,
} from '../train/plan-training.js';
import type { CompareOptions } from './options.js';

/** A comparison that nothing speaks against, before an engine is started. */
export interface PreparedComparison {
  readonly recipe: Recipe;
  readonly systems: readonly System[];
  readonly seeds: readonly number[];
  readonly domains: readonly Data[];
  /** By the names of domains. */
  readonly tasksOf: ReadonlyMap<string, readonly Task[]>;
  readonly network: BackboneChoice;
  readonly out: string;
  /** Where its runs are kept. */
  readonly runs: string;
  /** In what it departs from the recipe it is named after. */
  readonly departures: readonly string[];
}

/** A comparison's recipe as its options change it, and as it is written. */
function comparedRecipes(options: CompareOptions): ComparedRecipe {
  const name = options.recipe ?? recipeFor(listOf(options.data));
  // The epoch that is kept is told where it is another one, not where it was said.
  const kept = (recipe: Recipe): Recipe => ({ ...recipe, keep: keepOf(recipe) });
  return { recipe: kept(loadRecipe(name, assignments(name, options))), written: kept(loadRecipe(name)) };
}

/** A comparison's recipe as its options change it. */
export const comparedRecipe = (options: CompareOptions): Recipe => comparedRecipes(options).recipe;

/**
 * Opens what a comparison needs and refuses what any of its runs would refuse: methods, rates, data, sizes, weights. No step is
 * taken.
 *
 * @throws UsageError, StorageError, FormatError or MismatchError, as the run would
 */
export async function prepareComparison(options: CompareOptions): Promise<PreparedComparison> {
  const { recipe, written } = comparedRecipes(options);
  const methods = await Promise.all(
    (options.methods ?? Object.keys(recipe.methods)).map((one) =>
      typeof one === 'string' ? choiceNamed(one) : one,
    ),
  );
  for (const given of methods) {
    const { method, options: own } = chosenMethod(given);
    requireMethod(method);
    requireTrainable({ method, options: own }, recipe);
  }
  const systems = planSystems(recipe, { methods, ranks: options.ranks });
  if (recipe.earlyStopping) {
    requireEarlyStopping(recipe);
    requireEpochs('earlyStopping', recipe, systems);
  }
  if (options.validate) requireEpochs('`validate`', recipe, systems);
  const { seeds = [recipe.seed], tune = false, weights } = options;
  if (tune && options.learningRate !== undefined) {
    throw new UsageError('`learningRate` and `tune` exclude each other', {
      hint: '`tune` chooses the rates; omit one of them.',
    });
  }
  requireEachOnce('seeds', seeds);
  const { convolutions } = createArchitecture(recipe.backbone);
  for (const system of systems) {
    requirePlan(system, tune ? recipe.tuningBudget : null);
    createMethod(system.method, system.options).requireLayers?.(convolutions.map((layer) => layer.name));
  }
  const out = resolve(options.out ?? join('runs', 'compare'));
  const runs = resolve(options.runs ?? out);
  const network = { name: recipe.backbone, weights, outputStride: outputStrideOf(recipe) };
  weightsFile(network);
  // Images are held out only where rates or epochs are to be chosen on them.
  const opening = openingFor(recipe, options, tune || keepOf(recipe) === 'best' ? usualHoldOut : 0);
  const domains = await openAll(listOf(options.data), opening, recipe.domains);
  const tasksOf = new Map(domains.map((data) => [data.name, tasksFor(recipe, data)]));
  for (const data of domains) {
    await requireMeasurable(data, tasksOf.get(data.name)!, recipe);
    if (recipe.tasks.length > 1) requireLast(recipe, data);
    if (data.validation.length > 0) continue;
    if (options.validate && !tune) {
      throw new UsageError(`'${data.name}' brings no validation images`, {
        expected: 'a val/ folder beside train/ and test/',
        hint: 'Leave `validate` out: nothing else needs them.',
      });
    }
    if (!tune) continue;
    throw new UsageError(`'${data.name}' brings no validation images to choose rates on`, {
      hint: 'Leave `tune` out: the recipe has rates.',
    });
  }
  const found = departures({ recipe, written, systems, domains, options });
  return { recipe, systems, seeds, domains, tasksOf, network, out, runs, departures: found };
}

/** Refuses what measures epochs where there are none of one measure: several tasks on the same batches, and phases. */
function requireEpochs(what: string, recipe: Recipe, systems: readonly System[]): void {
  const phased = systems.find((system) => !createMethod(system.method, system.options).traits.freezesShared);
  if (!phased && recipe.tasks.length === 1) return;
  const where = phased ? `'${phased.method}' is trained in phases` : 'several tasks share their batches';
  throw new UsageError(`${what} does not apply where ${where}`, {
    hint: phased
      ? `Leave it out, or compare without ${phased.method}.`
      : 'Leave it out, or compare one task.',
  });
}

/** Refuses a system whose phases are missing, or which has no rates to choose among. */
function requirePlan(system: System, budget: number | null): void {
  if (!createMethod(system.method, system.options).traits.freezesShared) phaseConfigs(system);
  if (budget === null) return;
  const trials = rateTrials(system.candidates).length;
  if (trials > 1 && trials === budget) return;
  if (trials > 1) {
    throw new UsageError(`'${system.method}' has ${trials} combinations of rates to try`, {
      expected: `${budget}, the budget every method gets`,
      hint: 'Change the candidates or tuningBudget in the recipe.',
    });
  }
  throw new UsageError(`the recipe has no rates to choose among for '${system.method}'`, {
    expected: `two or more candidates in methods.${system.method}`,
    hint: `Leave \`tune\` out, or give rates: \`set: methods.${system.method}.candidates={default: [0.005, 0.01]}\` \`set: tuningBudget=2\`.`,
  });
}
