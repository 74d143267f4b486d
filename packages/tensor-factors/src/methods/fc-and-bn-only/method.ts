import type { Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';

export const fcAndBnOnlyMethod = defineMethod({
  name: 'fc-and-bn-only',
  title: 'FC and BN only',
  summary: 'shared convolutions, batch norms and head of the domain',
  options: {},
  create: () => ({
    convolution: () => null,
    ownsBatchNorm: () => true,
    usesShared: true,
    traits: { startsAtBase: true },
  }),
});

/** Shared convolutions; batch norms and head of the domain's own. */
export const fcAndBnOnly = (): Method => makeMethod(fcAndBnOnlyMethod);
