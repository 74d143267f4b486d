import { type BatchNormLayer, type ConvLayer, type Network, stepsOf } from '@ftn/layers';
import { batchNorm, batchNormTraining, conv2d, convBatchNorm } from '@ftn/ops';
import type { RandomStream } from '@ftn/random';
import { keep, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Architecture, Features } from '../architecture.js';
import { checkWeights } from './check-weights.js';
import { initialWeights, type Weights } from './initial-weights.js';

/** The four vectors of a batch normalisation. */
export interface BatchNormTensors {
  readonly scale: Tensor1D;
  readonly offset: Tensor1D;
  readonly mean: Tensor1D;
  readonly variance: Tensor1D;
}

/** An architecture with its weights: the frozen network every domain shares. Nothing here is trainable. */
export class Backbone implements Disposable {
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly #convolutions: ReadonlyMap<string, ConvLayer>;
  readonly #batchNorms: ReadonlyMap<string, BatchNormLayer>;

  /**
   * A backbone that owns `weights`.
   * @throws MismatchError where they do not fit the architecture
   */
  constructor(architecture: Architecture, weights: Weights, file?: string) {
    checkWeights(architecture, weights, file);
    this.architecture = architecture;
    this.weights = weights;
    this.#convolutions = new Map(architecture.convolutions.map((layer) => [layer.name, layer]));
    this.#batchNorms = new Map(architecture.batchNorms.map((layer) => [layer.name, layer]));
    for (const tensor of weights.values()) keep(tensor);
  }

  /** A backbone with fresh weights. */
  static random(architecture: Architecture, random: RandomStream): Backbone {
    return new Backbone(architecture, initialWeights(architecture, random));
  }

  /** The declared convolution of that name. */
  convolution(name: string): ConvLayer {
    return this.#convolutions.get(name)!;
  }

  batchNorm(name: string): BatchNormLayer {
    return this.#batchNorms.get(name)!;
  }

  /** The shared kernel of a convolution, HWIO. */
  kernel(name: string): Tensor4D {
    return this.weights.get(`${name}.weight`) as Tensor4D;
  }

  batchNormTensors(name: string): BatchNormTensors {
    const part = (suffix: string) => this.weights.get(`${name}.${suffix}`) as Tensor1D;
    return {
      scale: part('weight'),
      offset: part('bias'),
      mean: part('running_mean'),
      variance: part('running_var'),
    };
  }

  /** The network as it is: `eval` on running statistics, `train` on those of the batch. */
  network(mode: 'train' | 'eval'): Network {
    const epsilonOf = (name: string) => this.batchNorm(name).epsilon;
    const network: Network = {
      conv: (name, x) => conv2d(x, this.kernel(name), this.convolution(name)),
      batchNorm: (name, x, after) => {
        const options = { epsilon: epsilonOf(name), ...after };
        const tensors = this.batchNormTensors(name);
        return mode === 'eval' ? batchNorm(x, tensors, options) : batchNormTraining(x, tensors, options).y;
      },
      block: (_name, _skip, branch) => branch(),
    };
    if (mode === 'train') return network;
    return {
      ...network,
      convNorm: (conv, norm, x, after) => {
        const options = { ...stepsOf(this.convolution(conv)), epsilon: epsilonOf(norm), ...after };
        return convBatchNorm(x, this.kernel(conv), this.batchNormTensors(norm), options);
      },
    };
  }

  /** Every stage's features of `x`, N×H×W×3. */
  forward(x: Tensor4D, mode: 'train' | 'eval' = 'eval'): Features {
    return this.architecture.forward(this.network(mode), x);
  }

  dispose(): void {
    for (const tensor of this.weights.values() as Iterable<Tensor>) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
