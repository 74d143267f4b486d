import type { Method } from '../method.js';

/** Shared convolutions; batch norms and head of the domain's own. */
export function fcAndBnOnly(): Method {
  return {
    name: 'fc-and-bn-only',
    options: {},
    convolution: () => null,
    ownsBatchNorm: () => true,
    usesShared: true,
    promises: { startsAtBase: true, freezesShared: true },
  };
}
