import type { ConvLayer } from '@ftn/layers';
import type { CpModes } from './factors.js';

/** Scalars of a rank-`rank` CP tensor over a layer: R·(C_out + C_in + K²), or R·(C_out + C_in + K_h + K_w). */
export function cpCount(layer: ConvLayer, rank: number, modes: CpModes = 'three'): number {
  const [height, width] = layer.kernel;
  const spatial = modes === 'three' ? height * width : height + width;
  return rank * (layer.outChannels + layer.inChannels + spatial);
}
