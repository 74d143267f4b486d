import type { Decoding } from '@ftn/datasets';
import type { MethodDefinition, MethodOptions } from '@ftn/tensor-factors';
import type { Data } from '../data/data.js';

/** What to train, on what, and where it is kept. Everything but the data has a default. */
export interface TrainOptions {
  /**
   * A folder with `train/` and `test/`, a folder of such folders, or a word such as `mini-domains/sketch`; several are
   * trained one after the other over the same backbone.
   */
  readonly data: string | readonly string[];
  /** A method's name, or a definition of one's own; default `ftn`. */
  readonly method?: string | MethodDefinition | undefined;
  /**
   * Rank of the factors of a method that has one, or ranks by layer: `layer4=8,*=2`, of which the first pattern that fits a
   * layer's name counts. Default that of its row in the recipe, else the recipe's highest.
   */
  readonly rank?: number | string | undefined;
  /** Other options of the method. */
  readonly options?: MethodOptions | undefined;
  /** What is learned; default the recipe's, which is classification but for data with maps. */
  readonly tasks?: string | readonly string[] | undefined;
  /** Train all of several tasks on each batch in turn, in one run, instead of a run for each; each gets the same bits. */
  readonly joint?: boolean | undefined;
  /** A recipe's name or file; default that of the data, else `default`. */
  readonly recipe?: string | undefined;
  /** Changes to the recipe, as `key=value`. */
  readonly set?: readonly string[] | undefined;
  /** Short for `set: ['epochs=N']`. */
  readonly epochs?: number | undefined;
  /** Images per step; short for `set: ['batchSize=N']`. */
  readonly batchSize?: number | undefined;
  /** The side of input images in pixels, or height and width; short for `set: ['input.size=N']`. */
  readonly size?: number | readonly [height: number, width: number] | undefined;
  /**
   * The learning rate of every parameter group of every method; a group by itself:
   * `set: ['methods.ftn.optimizers.factors.rate=0.01']`.
   */
  readonly learningRate?: number | undefined;
  /** Short for `set: ['seed=N']`. */
  readonly seed?: number | undefined;
  /** The frozen network; default the recipe's. */
  readonly backbone?: string | undefined;
  /** Its weights, .safetensors or .pth; default those that ship with the library. */
  readonly weights?: string | undefined;
  /**
   * A generator to adapt to the images instead: a name, its checkpoint's file, or the folder that holds it; default the
   * recipe's, where it adapts one.
   */
  readonly generator?: string | undefined;
  /** The generator's discriminator, for a recipe with an adversarial term; default the generator's own. */
  readonly discriminator?: string | undefined;
  /** Start from random weights and write a new backbone instead of an adapter; with `fine-tuning` alone. */
  readonly fromScratch?: boolean | undefined;
  /** The run's folder; default `runs/DATA-METHOD-RANK`. */
  readonly out?: string | undefined;
  /**
   * Store adapters in half precision, half as large: each is tested before and after, and says what it reaches as it is stored.
   */
  readonly half?: boolean | undefined;
  /**
   * Go on from the newest checkpoint in `out`, with more `epochs` from a run that is finished, too. One that is finished
   * under the same settings is read again with or without it.
   */
  readonly resume?: boolean | undefined;
  /** With `resume`: go on under settings that changed, each of which is told and kept with the run. */
  readonly allowChange?: boolean | undefined;
  /** Steps between checkpoints, besides one at every epoch's end; default 200. */
  readonly saveEvery?: number | undefined;
  /** Use at most this many images per split: per class, or in all where images have no class. */
  readonly limit?: number | undefined;
  /** The same for test images; default `limit`. */
  readonly testLimit?: number | undefined;
  /** Share of a folder's images that is tested, drawn by the seed, where it brings no test images. */
  readonly testFraction?: number | undefined;
  /** Leave out images that cannot be read, at most this many of each word for data; default none: the first stops training. */
  readonly skipBroken?: number | undefined;
  /** How photographs are decoded: `torchvision` takes its loader's ways; default the recipe's, `upright`. */
  readonly decode?: Decoding | undefined;
  /** Threads that decode and augment; the numbers are the same for any number of them. */
  readonly workers?: number | undefined;
  /** Bytes the process may take in all; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  /** What config.yaml and reports call the run; default the call of this function. */
  readonly command?: string | undefined;
  /**
   * Awaited before anything is written besides checkpoints, which have the lock of their folder: throws where the folder has
   * become another process's, which ends the run.
   */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
  /** Stops the run after the step being taken; a checkpoint is saved. */
  readonly signal?: AbortSignal | undefined;
}

/** What to train a backbone on, and how: the options of `train` without those of a method. */
export interface TrainBackboneOptions
  extends Omit<TrainOptions, 'data' | 'joint' | 'half' | 'method' | 'rank'> {
  readonly data: TrainOptions['data'] | readonly Data[];
}
