import { type Backbone, convNorm, type NormStatistics } from '@ftn/backbones';
import { type Network, stepsOf } from '@ftn/layers';
import {
  batchNorm,
  batchNormTraining,
  conv2d,
  convBatchNorm,
  type BatchNormParameters as NormTensors,
} from '@ftn/ops';
import type { BlockGate } from '@ftn/tensor-factors';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormParameters, DomainParts } from './domain-parts.js';

/** What a domain's network is asked for. */
export interface DomainNetworkOptions {
  /** How each residual block runs; without it as the domain's policies say. */
  readonly gates?: ReadonlyMap<string, BlockGate> | undefined;
  /** Kernels W + ΔW by their layer, in the place of the parametrizations. */
  readonly merged?: ReadonlyMap<string, Tensor4D>;
}

const affineOf = ({ scale, offset }: BatchNormParameters) =>
  ({ scale, offset }) as unknown as { readonly scale: Tensor1D; readonly offset: Tensor1D };

/**
 * A domain's answer to each layer of its backbone: its own parametrization where its method made one, the
 * shared kernel otherwise; its own batch norm (on the batch's statistics in training) or the shared one on
 * its running statistics; for each residual block the given gate, or without gates what its policy says. In training,
 * `statistics` fills as the forward pass runs.
 */
export function domainNetwork(
  domain: { readonly backbone: Backbone; readonly parts: DomainParts },
  mode: 'train' | 'eval',
  { gates, merged }: DomainNetworkOptions = {},
): { network: Network; statistics: Map<string, NormStatistics> } {
  const { backbone, parts } = domain;
  const statistics = new Map<string, NormStatistics>();
  const parametrizationOf = (conv: string) =>
    merged?.has(conv) ? undefined : parts.parametrizations.get(conv);
  const kernelOf = (conv: string) => merged?.get(conv) ?? backbone.kernel(conv);
  /** What a batch norm runs on that does not look at the batch. */
  const standing = (name: string): NormTensors => {
    const own = parts.batchNorms.get(name);
    return own ? { ...affineOf(own), ...parts.statistics.get(name) } : backbone.batchNormTensors(name);
  };
  const epsilonOf = (norm: string) => backbone.batchNorm(norm).epsilon;

  const network: Network = {
    conv(name, x) {
      const [kernel, layer] = [kernelOf(name), backbone.convolution(name)];
      return parametrizationOf(name)?.convolve(x, kernel, layer) ?? conv2d(x, kernel, layer);
    },
    batchNorm(name, x, after) {
      const options = { epsilon: epsilonOf(name), ...after };
      const own = parts.batchNorms.get(name);
      if (mode === 'eval' || !own) return batchNorm(x, standing(name), options);
      const { y, mean, variance } = batchNormTraining(x, affineOf(own), options);
      statistics.set(name, { mean, variance });
      return y;
    },
    block(name, skip, branch) {
      const gate = gates ? gates.get(name) : parts.policies.get(name)?.gate(mode);
      return gate ? gate.apply(skip, branch) : branch();
    },
  };
  if (mode === 'train') return { network, statistics };
  const inference: Network = {
    ...network,
    convNorm(conv, norm, x, after) {
      if (parametrizationOf(conv)) return convNorm(network, conv, norm, x, after);
      const options = { ...stepsOf(backbone.convolution(conv)), epsilon: epsilonOf(norm), ...after };
      return convBatchNorm(x, kernelOf(conv), standing(norm), options);
    },
  };
  return { network: inference, statistics };
}
