import type { AfterNorm, Network } from '@ftn/layers';
import { lastUse } from '@ftn/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** The named convolution, then the named batch normalisation of it and what follows; the image in between is released. */
export function convNorm(
  network: Network,
  conv: string,
  norm: string,
  x: Tensor4D,
  after?: AfterNorm,
): Tensor4D {
  if (network.convNorm) return network.convNorm(conv, norm, x, after);
  return lastUse(network.conv(conv, x), (y) => network.batchNorm(norm, y, after));
}
