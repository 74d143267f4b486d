import type { ConvLayer } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import { type Variable, variable } from '@tensorflow/tfjs-core';
import { cpCount } from '../../cp/count.js';
import { type CpMode, initialFactor } from '../../cp/init.js';
import type { StoredLayer } from '../../layers/parametrization.js';
import type { ConvolutionPlan, Method } from '../method.js';
import { anyLength, expectShape, takeStored } from '../stored-layer.js';
import { CpParametrization } from './cp-parametrization.js';
import { type FtnOptions, type ResolvedFtnOptions, resolveFtnOptions } from './options.js';

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

function plan(layer: ConvLayer, options: ResolvedFtnOptions): ConvolutionPlan {
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

/** Factorized Tensor Networks: low-rank factors on every convolution, batch norms of the domain's own. */
export function ftn(options: FtnOptions): Method {
  const resolved = resolveFtnOptions(options);
  const adapted = new RegExp(resolved.layers);
  return {
    name: 'ftn',
    options: { ...resolved },
    convolution: (layer) => (adapted.test(layer.name) ? plan(layer, resolved) : null),
    ownsBatchNorm: () => true,
    usesShared: true,
    promises: { startsAtBase: resolved.init === 'zero-output', freezesShared: true },
  };
}
