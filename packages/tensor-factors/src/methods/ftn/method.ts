import type { ConvLayer } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import { type Variable, variable } from '@tensorflow/tfjs-core';
import { cpCount } from '../../cp/cp.js';
import { type CpMode, initialFactor } from '../../cp/init.js';
import type { StoredLayer } from '../../layers/parametrization.js';
import type { ConvolutionPlan, Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';
import { anyLength, expectShape, takeStored } from '../stored-layer.js';
import { CpParametrization } from './cp-parametrization.js';
import { rankOfLayers } from './layer-ranks.js';
import { type FtnOptions, ftnOptions, type ResolvedFtnOptions } from './options.js';

/** The modes of a layer's CP tensor by the names of their factors. */
function modesOf(layer: ConvLayer, modes: ResolvedFtnOptions['modes']): Map<string, CpMode> {
  const [height, width] = layer.kernel;
  const spatial: [string, CpMode][] =
    modes === 'three'
      ? [['s', { size: height * width, output: false }]]
      : [
          ['h', { size: height, output: false }],
          ['v', { size: width, output: false }],
        ];
  return new Map<string, CpMode>([
    ['a', { size: layer.inChannels, output: false }],
    ['b', { size: layer.outChannels, output: true }],
    ...spatial,
  ]);
}

function plan(
  layer: ConvLayer,
  options: Pick<ResolvedFtnOptions, 'modes' | 'init'> & { readonly rank: number },
): ConvolutionPlan {
  const modes = modesOf(layer, options.modes);
  return {
    count: cpCount(layer, options.rank, options.modes),
    create(_base, random: RandomStream) {
      const factors = new Map<string, Variable>();
      for (const [name, mode] of modes) {
        const initial = initialFactor(mode, options.rank, options.init, random);
        factors.set(name, variable(initial));
        initial.dispose();
      }
      return new CpParametrization(factors);
    },
    restore(stored: StoredLayer) {
      const tensors = takeStored(layer.name, stored, [...modes.keys()]);
      // A pruned adapter keeps fewer ranks in some layers, so the file decides the rank of each.
      const rank = tensors.get('b')!.shape[1] || anyLength;
      for (const [name, { size }] of modes) expectShape(layer.name, name, tensors.get(name)!, [size, rank]);
      return new CpParametrization(new Map([...tensors].map(([name, tensor]) => [name, variable(tensor)])));
    },
  };
}

export const ftnMethod = defineMethod({
  name: 'ftn',
  title: 'FTN',
  summary: 'low-rank CP factors on every convolution, batch norms and head of the domain',
  options: ftnOptions,
  create(options) {
    const adapted = new RegExp(options.layers);
    const rankOf = rankOfLayers(options.rank);
    return {
      convolution(layer) {
        const rank = adapted.test(layer.name) ? rankOf(layer.name) : 0;
        return rank === 0 ? null : plan(layer, { ...options, rank });
      },
      ownsBatchNorm: () => true,
      usesShared: true,
      traits: { startsAtBase: options.init === 'zero-output' },
    };
  },
});

/** Factorized Tensor Networks: low-rank factors on every convolution, batch norms of the domain's own. */
export const ftn = (options: FtnOptions = {}): Method => makeMethod(ftnMethod, options);
