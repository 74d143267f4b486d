import type { Recipe } from '@ftn/training';

/** The epoch that counts in a comparison: the last, so that all systems are trained alike, but where it may come earlier. */
export const comparedEpoch = ({ earlyStopping }: Pick<Recipe, 'earlyStopping'>): 'best' | 'last' =>
  earlyStopping ? 'best' : 'last';
