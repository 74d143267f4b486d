import { UsageError } from '@ftn/errors';
import type { Recipe } from '@ftn/training';
import type { ComparisonOptions } from '../compose/comparison.js';
import { openDomains } from '../compose/open-domains.js';
import { loadRecipe } from '../compose/recipes.js';
import type { StopSignal } from '../compose/stop-signal.js';
import type { ExperimentRequest } from './experiment.js';

/** The two sizes an experiment comes in. */
export interface Sizes {
  readonly full: { readonly recipe: string };
  readonly mini: { readonly recipe: string; readonly data: readonly string[] };
}

/** The recipe of the asked size and the words for its data; UsageError where real data was not given. */
function chooseSize(
  name: string,
  { full, mini }: Sizes,
  request: ExperimentRequest,
): { recipe: Recipe; data: readonly string[] } {
  const { data, set } = request;
  if (request.mini) {
    if (data.length === 0) return { recipe: loadRecipe(mini.recipe, set), data: mini.data };
    throw new UsageError('--mini and --data exclude each other', {
      hint: '--mini draws its own images; leave one of them out.',
    });
  }
  if (data.length > 0) return { recipe: loadRecipe(full.recipe, set), data };
  throw new UsageError(`'ftn reproduce ${name}' needs the data`, {
    expected: '--data SPEC, and --weights FILE for the backbone',
    hint: `'ftn reproduce ${name} --mini' runs it on made-up data.`,
  });
}

/** An experiment's comparison, as its recipe and the request describe it. */
export async function planComparison(
  name: string,
  sizes: Sizes,
  request: ExperimentRequest,
  stop: StopSignal,
): Promise<ComparisonOptions> {
  const { recipe, data } = chooseSize(name, sizes, request);
  const { methods, ranks, weights, seeds, tune, workers, out, resume, command } = request;
  return {
    id: request.mini ? `${name}-mini` : name,
    recipe,
    weights,
    domains: await openDomains(data, recipe, { tune }),
    data: data.join(', '),
    ...(methods ? { methods } : {}),
    ...(ranks ? { ranks } : {}),
    seeds,
    tune,
    workers,
    out,
    // A run in miniature takes seconds.
    keepRuns: !request.mini || resume,
    resume,
    command,
    stop,
  };
}
