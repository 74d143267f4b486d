import type { MethodDefinition, MethodOptions } from '@ftn/tensor-factors';

/** What to train, on what, and where it is kept. Everything but the data has a default. */
export interface TrainOptions {
  /**
   * A folder with `train/` and `test/`, a folder of such folders, or a word such as `mini-domains/sketch`; several are
   * trained one after the other over the same backbone.
   */
  readonly data: string | readonly string[];
  /** A method's name, or a definition of one's own; default `ftn`. */
  readonly method?: string | MethodDefinition | undefined;
  /** Rank of the factors of a method that has one; default that of its row in the recipe, else the recipe's highest. */
  readonly rank?: number | undefined;
  /** Other options of the method. */
  readonly options?: MethodOptions | undefined;
  /** What is learned; default the recipe's, which is classification but for data with maps. */
  readonly tasks?: string | readonly string[] | undefined;
  /** Train all tasks on each batch in turn, in one run, instead of a run for each. */
  readonly joint?: boolean | undefined;
  /** A recipe's name or file; default that of the data, else `default`. */
  readonly recipe?: string | undefined;
  /** Changes to the recipe, as `key=value`. */
  readonly set?: readonly string[] | undefined;
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly seed?: number | undefined;
  /** The frozen network; default the recipe's. */
  readonly backbone?: string | undefined;
  /** Its weights, .safetensors or .pth; default those that ship. */
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
  /** Go on from the newest checkpoint in `out`. */
  readonly resume?: boolean | undefined;
  /** Steps between checkpoints, besides one at every epoch's end; default 200. */
  readonly saveEvery?: number | undefined;
  /** At most so many images in each set: of each class, or in all where images have no class. */
  readonly limit?: number | undefined;
  /** The same for test images; default `limit`. */
  readonly testLimit?: number | undefined;
  /** Threads that decode and augment; the numbers are the same for any number of them. */
  readonly workers?: number | undefined;
  /** Bytes the process may take in all; default what the machine has free. */
  readonly memoryLimit?: number | undefined;
  /** What config.yaml and reports call the run; default the call of this function. */
  readonly command?: string | undefined;
  /** Stops the run after the step being taken; a checkpoint is saved. */
  readonly signal?: AbortSignal | undefined;
}
