import type { BatchNormLayer, LinearLayer } from '@ftn/layers';
import { batchNorm, batchNormTraining, biasAdd, conv2d, linear } from '@ftn/ops';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { NormStatistics } from '../biggan/layered-network.js';
import type { HeadArchitecture, HeadConvLayer, HeadNetwork } from './head-architecture.js';

/**
 * A head over its tensors by name: `eval` normalises by running statistics, `train` by those of the batch, which
 * `observe` receives.
 */
export function headNetwork(
  head: HeadArchitecture,
  tensor: (name: string) => Tensor,
  mode: 'train' | 'eval',
  observe: (layer: string, batch: NormStatistics) => void = () => {},
): HeadNetwork {
  const layers = new Map(head.layers.map((layer) => [layer.name, layer]));
  const vector = (name: string) => tensor(name) as Tensor1D;
  return {
    conv(name, x) {
      const layer = layers.get(name) as HeadConvLayer;
      const y = conv2d(x, tensor(`${name}.weight`) as Tensor4D, layer);
      return layer.bias ? biasAdd(y, vector(`${name}.bias`)) : y;
    },
    batchNorm(name, x, activation) {
      const { epsilon } = layers.get(name) as BatchNormLayer;
      const options = activation === undefined ? { epsilon } : { epsilon, activation };
      const affine = { scale: vector(`${name}.weight`), offset: vector(`${name}.bias`) };
      if (mode === 'train') {
        const { y, mean, variance } = batchNormTraining(x, affine, options);
        observe(name, { mean, variance });
        return y;
      }
      const mean = vector(`${name}.running_mean`);
      const variance = vector(`${name}.running_var`);
      return batchNorm(x, { ...affine, mean, variance }, options);
    },
    linear(name, x) {
      const { bias } = layers.get(name) as LinearLayer;
      return linear(x, tensor(`${name}.weight`) as Tensor2D, bias ? vector(`${name}.bias`) : undefined);
    },
  };
}
