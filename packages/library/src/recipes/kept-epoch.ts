import type { Recipe } from '@ftn/training';

/**
 * The epoch an adapter holds, whatever trains it: the last, or with the recipe's `keep: best` the best on validation images,
 * which are held out of the training images where the data brings none. Early stopping is about the best.
 */
export const keepOf = ({ keep, earlyStopping }: Pick<Recipe, 'keep' | 'earlyStopping'>): 'best' | 'last' =>
  keep ?? (earlyStopping ? 'best' : 'last');
