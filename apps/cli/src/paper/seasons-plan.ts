import { UsageError } from '@ftn/errors';
import { assignments, loadRecipe, requireEachOnce, shippedGenerator } from '@ftn/library/internal';
import type { ExperimentRequest } from './experiment.js';

/** An experiment on the seasons. */
export interface SeasonsExperiment {
  readonly name: string;
  /** The recipe in miniature; at full size all have the paper's. */
  readonly mini: string;
  /** Whether it wants every rank of the recipe, or the highest alone. */
  readonly everyRank: boolean;
}

/** The generator, and the seasons it is adapted to. */
export interface SeasonsPlan {
  /** The recipe's name, and what is set in it. */
  readonly named: string;
  readonly set: readonly string[];
  readonly recipe: ReturnType<typeof loadRecipe>;
  readonly ranks: readonly number[];
  readonly generator: string;
  readonly data: readonly string[];
}

/**
 * The recipe, the generator and the data of an experiment.
 * @throws UsageError for an option that is missing or does not apply
 */
export function planSeasons(experiment: SeasonsExperiment, request: ExperimentRequest): SeasonsPlan {
  const { name, mini, everyRank } = experiment;
  const { data, generator, set: given, seeds, methods, tune } = request;
  const [seed = 0, ...otherSeeds] = seeds;
  if (methods || tune || otherSeeds.length > 0) {
    throw new UsageError(`'ftn reproduce ${name}' adapts a generator by FTN with one seed`, {
      expected: 'no --methods, no --tune, one number in --seeds',
      hint: "Give the generator by --generator FILE; other methods: 'ftn train --generator'.",
    });
  }
  const plan = (named: string) => {
    const { epochs, batchSize, learningRate } = request;
    const set = assignments(named, { seed, epochs, batchSize, learningRate, set: given });
    const recipe = loadRecipe(named, set);
    const ranks = request.ranks ?? (everyRank ? recipe.ranks : [Math.max(...recipe.ranks)]);
    return { named, set, recipe, ranks };
  };
  if (request.testLimit !== undefined) {
    throw new UsageError(`'ftn reproduce ${name}' measures the images it adapts to`, {
      expected: '--limit alone',
      hint: 'Leave --test-limit out.',
    });
  }
  if (request.size !== undefined) {
    throw new UsageError(`'ftn reproduce ${name}' adapts a generator, whose images have a size`, {
      hint: 'Leave --size out.',
    });
  }
  requireEachOnce('ranks', request.ranks ?? []);
  if (request.mini) {
    if (data.length > 0) {
      throw new UsageError('--mini and --data exclude each other', {
        hint: '--mini draws its own images; omit one of them.',
      });
    }
    return { ...plan(mini), generator: generator ?? shippedGenerator, data: ['mini-seasons'] };
  }
  if (data.length > 0 && generator !== undefined) return { ...plan('seasons'), generator, data };
  throw new UsageError(`'ftn reproduce ${name}' needs the data and the generator`, {
    expected: '--data transient-attributes:FOLDER and --generator G_ema.pth',
    hint: `'ftn reproduce ${name} --mini' runs it on made-up data.`,
  });
}
