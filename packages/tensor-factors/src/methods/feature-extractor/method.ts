import type { Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';

export const featureExtractorMethod = defineMethod({
  name: 'feature-extractor',
  title: 'Feature extractor',
  summary: 'the frozen network with a new head',
  options: {},
  create: () => ({
    convolution: () => null,
    ownsBatchNorm: () => false,
    usesShared: true,
    traits: { startsAtBase: true },
  }),
});

/** The frozen network and its batch norms with a new head. */
export const featureExtractor = (): Method => makeMethod(featureExtractorMethod);
