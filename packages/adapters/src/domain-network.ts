import type { Backbone, NormStatistics } from '@ftn/backbones';
import type { Network } from '@ftn/layers';
import { batchNorm, batchNormTraining, conv2d } from '@ftn/ops';
import type { BlockGate } from '@ftn/tensor-factors';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { DomainParts } from './domain-parts.js';

/**
 * A domain's answer to each layer of its backbone: its own parametrization where its method made one, the
 * shared kernel otherwise; its own batch norm (on the batch's statistics in training) or the shared one on
 * its running statistics; for each residual block the given gate, or without gates what its policy says. In training,
 * `statistics` fills as the forward pass runs.
 */
export function domainNetwork(
  domain: { readonly backbone: Backbone; readonly parts: DomainParts },
  mode: 'train' | 'eval',
  gates?: ReadonlyMap<string, BlockGate>,
): { network: Network; statistics: Map<string, NormStatistics> } {
  const { backbone, parts } = domain;
  const statistics = new Map<string, NormStatistics>();
  const network: Network = {
    conv(name, x) {
      const base = backbone.kernel(name);
      const layer = backbone.convolution(name);
      const parametrization = parts.parametrizations.get(name);
      return parametrization ? parametrization.convolve(x, base, layer) : conv2d(x, base, layer);
    },
    batchNorm(name, x, after) {
      const { epsilon } = backbone.batchNorm(name);
      const options = { epsilon, ...after };
      const own = parts.batchNorms.get(name);
      if (!own) return batchNorm(x, backbone.batchNormTensors(name), options);
      const affine = { scale: own.scale as unknown as Tensor1D, offset: own.offset as unknown as Tensor1D };
      if (mode === 'eval') return batchNorm(x, { ...affine, ...parts.statistics.get(name) }, options);
      const { y, mean, variance } = batchNormTraining(x, affine, options);
      statistics.set(name, { mean, variance });
      return y;
    },
    block(name, skip, branch) {
      const gate = gates ? gates.get(name) : parts.policies.get(name)?.gate(mode);
      return gate ? gate.apply(skip, branch) : branch();
    },
  };
  return { network, statistics };
}
