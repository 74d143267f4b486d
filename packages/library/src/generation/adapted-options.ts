import type { TrainOptions } from '../train/options.js';

/** What is adapted to what, for all runs of a plan: plain data, so that another process can take it. */
export type AdaptedOptions = Omit<
  TrainOptions,
  'method' | 'rank' | 'out' | 'resume' | 'memoryLimit' | 'beforeWrite' | 'signal'
> & { readonly method: string };

/** A run that adapts a generator to one domain, as another process is given it. */
export interface AdaptedTraining {
  /** The adaptations it is of. */
  readonly adapted: AdaptedOptions;
  readonly rank: number;
  readonly domain: string;
}
