import { isRanked, methodNames } from '@ftn/tensor-factors';

/** The methods whose changes have a rank: what figures of norms and of pruning are about. */
export const rankedMethods = (): string[] => methodNames().filter(isRanked);
