import { kernelShape } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import { ones, type Tensor, tensor4d, zeros } from '@tensorflow/tfjs-core';
import type { Architecture } from '../architecture.js';

/** Weights by torchvision's names: `conv1.weight` (HWIO), `bn1.{weight,bias,running_mean,running_var}`. */
export type Weights = ReadonlyMap<string, Tensor>;

/**
 * Weights for training from nothing: kernels normal with deviation √(2 / (K²·C_out)) (He et al., fan out, as
 * torchvision), batch norms at scale 1 and offset 0.
 */
export function initialWeights(architecture: Architecture, random: RandomStream): Weights {
  const weights = new Map<string, Tensor>();
  for (const layer of architecture.convolutions) {
    const [height, width, input, output] = kernelShape(layer);
    const deviation = Math.sqrt(2 / (height * width * output));
    const values = random.normals(height * width * input * output, deviation);
    weights.set(`${layer.name}.weight`, tensor4d(values, kernelShape(layer)));
  }
  for (const { name, channels } of architecture.batchNorms) {
    weights.set(`${name}.weight`, ones([channels]));
    weights.set(`${name}.bias`, zeros([channels]));
    weights.set(`${name}.running_mean`, zeros([channels]));
    weights.set(`${name}.running_var`, ones([channels]));
  }
  return weights;
}
