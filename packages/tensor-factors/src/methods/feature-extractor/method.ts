import type { Method } from '../method.js';

/** The frozen network as it is, its batch norms on the shared statistics, and a new head. */
export function featureExtractor(): Method {
  return {
    name: 'feature-extractor',
    options: {},
    convolution: () => null,
    ownsBatchNorm: () => false,
    usesShared: true,
    promises: { startsAtBase: true, freezesShared: true },
  };
}
