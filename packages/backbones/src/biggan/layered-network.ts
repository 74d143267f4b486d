import type { BatchNormLayer, ConvLayer } from '@ftn/layers';
import { batchNorm, batchNormTraining, biasAdd, embedding, linear, modulate } from '@ftn/ops';
import {
  add,
  mul,
  ones,
  rsqrt,
  type Scalar,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';
import type { BigGanLayers } from './layer-list.js';
import type { GeneratorNetwork } from './network.js';

/** Mean and variance of a batch norm's input, [C] each. */
export interface NormStatistics {
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** Where a network's numbers come from. */
export interface NetworkSource {
  /** The convolution itself, without the bias. */
  convolve(layer: ConvLayer, x: Tensor4D): Tensor4D;
  /** Any tensor but a kernel, by its name: `linear.weight`, `blocks.0.0.conv1.bias`, `blocks.3.1.gamma` … */
  tensor(name: string): Tensor;
  /** The statistics a batch norm runs on; undefined: those of the batch. */
  statistics(name: string): NormStatistics | undefined;
  /** Called with the batch's mean and unbiased variance where a batch norm used them. */
  onBatchStatistics?(name: string, statistics: NormStatistics): void;
}

/** A network over such a source. */
export function layeredNetwork(layers: BigGanLayers, source: NetworkSource): GeneratorNetwork {
  const convolutions = new Map(layers.convolutions.map((layer) => [layer.name, layer]));
  const norms = new Map(
    [...layers.conditionalNorms, ...layers.batchNorms].map((layer) => [layer.name, layer]),
  );
  const biased = new Set(layers.linears.filter(({ bias }) => bias).map(({ name }) => name));
  const vector = (name: string) => source.tensor(name) as Tensor1D;
  const matrix = (name: string) => source.tensor(name) as Tensor2D;

  const network: GeneratorNetwork = {
    conv(name, x) {
      const y = source.convolve(convolutions.get(name)!, x);
      return layers.biased.has(name) ? biasAdd(y, vector(`${name}.bias`)) : y;
    },
    linear: (name, x) =>
      linear(x, matrix(`${name}.weight`), biased.has(name) ? vector(`${name}.bias`) : undefined),
    embedding: (name, labels) => embedding(matrix(`${name}.weight`), labels),
    gamma: (name) => source.tensor(`${name}.gamma`) as Scalar,

    batchNorm(name, x, activation) {
      const affine = { scale: vector(`${name}.gain`), offset: vector(`${name}.bias`) };
      const options = { epsilon: norms.get(name)!.epsilon, ...(activation ? { activation } : {}) };
      const stored = source.statistics(name);
      if (stored) return batchNorm(x, { ...affine, ...stored }, options);
      const { y, ...statistics } = batchNormTraining(x, affine, options);
      source.onBatchStatistics?.(name, statistics);
      return y;
    },

    conditionalBatchNorm(name, x, condition, activation) {
      const gain = add(network.linear(`${name}.gain`, condition), 1) as Tensor2D;
      const bias = network.linear(`${name}.bias`, condition);
      const options = activation ? { activation } : {};
      const stored = source.statistics(name);
      if (stored) return onStatistics(x, gain, bias, norms.get(name)!, stored, options);
      const { channels, epsilon } = norms.get(name)!;
      const unit = { scale: ones([channels]) as Tensor1D, offset: zeros([channels]) as Tensor1D };
      const { y, ...statistics } = batchNormTraining(x, unit, { epsilon });
      source.onBatchStatistics?.(name, statistics);
      return modulate(y, gain, bias, options);
    },
  };
  return network;
}

/** (x − mean) / √(variance + ε) · gain + bias in one pass over x: the statistics go into scale and offset. */
function onStatistics(
  x: Tensor4D,
  gain: Tensor2D,
  bias: Tensor2D,
  { epsilon }: BatchNormLayer,
  { mean, variance }: NormStatistics,
  options: { activation?: 'relu' },
): Tensor4D {
  const scale = mul(gain, rsqrt(add(variance, epsilon))) as Tensor2D;
  return modulate(x, scale, sub(bias, mul(scale, mean)) as Tensor2D, options);
}
