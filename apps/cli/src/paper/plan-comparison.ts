import { UsageError } from '@ftn/errors';
import type { CompareOptions } from '@ftn/library';
import type { ExperimentRequest } from './experiment.js';

/** The two sizes an experiment comes in. */
export interface Sizes {
  readonly full: { readonly recipe: string };
  readonly mini: { readonly recipe: string; readonly data: readonly string[] };
}

/** An experiment's comparison, and the name of its table. */
export interface PlannedComparison {
  readonly id: string;
  readonly options: CompareOptions & { readonly recipe: string; readonly data: readonly string[] };
}

/** The recipe of the asked size and the words for its data; UsageError where real data was not given. */
function chooseSize(name: string, { full, mini }: Sizes, { mini: small, data }: ExperimentRequest) {
  if (small && data.length === 0) return mini;
  if (small) {
    throw new UsageError('--mini and --data exclude each other', {
      hint: '--mini draws its own images; leave one of them out.',
    });
  }
  if (data.length > 0) return { recipe: full.recipe, data };
  throw new UsageError(`'ftn reproduce ${name}' needs the data`, {
    expected: '--data SPEC, and --weights FILE for the backbone',
    hint: `'ftn reproduce ${name} --mini' runs it on made-up data.`,
  });
}

/** An experiment's comparison, as its recipe and the request describe it. */
export function planComparison(name: string, sizes: Sizes, request: ExperimentRequest): PlannedComparison {
  const { methods, ranks, weights, seeds, tune, workers, out, resume, command, signal, set } = request;
  const { limit, testLimit } = request;
  if (request.generator !== undefined || request.discriminator !== undefined) {
    throw new UsageError(`'ftn reproduce ${name}' uses no generator`, {
      expected: 'neither --generator nor --discriminator',
    });
  }
  const chosen = chooseSize(name, sizes, request);
  const shared = {
    ...{ methods, ranks, weights, seeds, tune, workers, out, resume, command, signal, set },
    ...{ limit, testLimit },
  };
  // Runs in miniature take seconds each.
  const keepRuns = !request.mini || resume;
  return { id: request.mini ? `${name}-mini` : name, options: { ...chosen, ...shared, keepRuns } };
}
