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

/**
 * The recipe of the requested size and the names of its data.
 * @throws UsageError where real data was not given
 */
function chooseSize(name: string, { full, mini }: Sizes, { mini: small, data }: ExperimentRequest) {
  if (small && data.length === 0) return mini;
  if (small) {
    throw new UsageError('--mini and --data exclude each other', {
      hint: '--mini draws its own images; omit one of them.',
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
  const { methods, ranks, weights, seeds, tune, workers, jobs, threads, out, runs, resume, allowChange } =
    request;
  const { epochs, batchSize, learningRate, size, limit, testLimit, command, signal, set } = request;
  if (request.generator !== undefined || request.discriminator !== undefined) {
    throw new UsageError(`'ftn reproduce ${name}' uses no generator`, {
      expected: 'neither --generator nor --discriminator',
    });
  }
  const chosen = chooseSize(name, sizes, request);
  const kept = { out, runs, resume, allowChange };
  const images = { limit, testLimit, workers, jobs, threads };
  const short = { epochs, batchSize, learningRate, size };
  const shared = { methods, ranks, weights, seeds, tune, ...short, ...images, ...kept, command, signal, set };
  return { id: request.mini ? `${name}-mini` : name, options: { ...chosen, ...shared } };
}
