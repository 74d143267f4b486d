import type { MethodChoice } from '../recipes/method-choice.js';
import type { TrainOptions } from '../train/options.js';

/** What to compare, on what, and where it is kept. Everything but the data has a default. */
export interface CompareOptions
  extends Pick<
    TrainOptions,
    | 'data'
    | 'tasks'
    | 'recipe'
    | 'set'
    | 'epochs'
    | 'batchSize'
    | 'size'
    | 'learningRate'
    | 'seed'
    | 'backbone'
    | 'weights'
    | 'half'
    | 'resume'
    | 'allowChange'
    | 'limit'
    | 'testLimit'
    | 'testFraction'
    | 'skipBroken'
    | 'decode'
    | 'workers'
    | 'memoryLimit'
    | 'command'
    | 'signal'
  > {
  /**
   * Runs at once, each in a process of its own; default one, where `threads` says what
   * one takes as many as processors have room for. The numbers are the same for any number of them.
   */
  readonly jobs?: number | undefined;
  /** Threads of one run, which its numbers depend on; default all processors, whatever machine goes on with it. */
  readonly threads?: number | undefined;

  /**
   * Methods in the order of the table, several variants of one under labels of their own: `['ftn', 'ftn[layers=layer4]']`, or
   * `{ method: 'ftn', options: { layers: 'layer4' } }`. Default all of the recipe.
   */
  readonly methods?: readonly MethodChoice[] | undefined;
  /** Ranks of the methods that have one, but for variants with a `rank` of their own; default the recipe's. */
  readonly ranks?: readonly number[] | undefined;
  /** Seeds every system is trained with; several give deviations. Default the recipe's one. */
  readonly seeds?: readonly number[] | undefined;
  /** Choose every method's rates on the validation sets first, all with the recipe's budget. */
  readonly tune?: boolean | undefined;
  /** Measure the validation images after each epoch, where a domain has some, for the curves of the page; default false. */
  readonly validate?: boolean | undefined;
  /** Where adapters, tables and runs go; default `runs/compare`. */
  readonly out?: string | undefined;
  /**
   * Where its runs are kept, in `cells`; default `out`. Comparisons may share a folder: a run that two of them have is trained
   * once.
   */
  readonly runs?: string | undefined;
}
