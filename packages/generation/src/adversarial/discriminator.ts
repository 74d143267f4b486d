import type { DiscriminatorArchitecture } from '@ftn/backbones';
import { valueAndGradients } from '@ftn/ops';
import {
  concat,
  type Scalar,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { discriminatorHinge } from './hinge-loss.js';
import type { Buffers, TrainableNetwork } from './trainable-network.js';

/** A discriminator in training. */
export interface Discriminator {
  readonly architecture: DiscriminatorArchitecture;
  readonly network: TrainableNetwork;
}

/** How real each image looks for its class, [N, 1], and the buffers of the pass. */
export function discriminate(
  { architecture, network: trained }: Discriminator,
  images: Tensor4D,
  labels: Tensor1D,
): { logits: Tensor2D; buffers: Buffers } {
  const { network, buffers } = trained.pass();
  return { logits: architecture.forward(network, images, labels), buffers };
}

/** Images beside their classes. */
export interface Labelled {
  readonly images: Tensor4D;
  readonly labels: Int32Array;
}

/** Hinge loss of a discriminator on a batch of real images beside a batch of made ones, with its gradients. */
export function hingeGradients(
  discriminator: Discriminator,
  made: Labelled,
  real: Labelled,
): { loss: Scalar; gradients: ReadonlyMap<string, Tensor>; buffers: Buffers } {
  const count = made.labels.length;
  const { loss, gradients, outputs } = valueAndGradients(() => {
    const images = concat([made.images, real.images], 0) as Tensor4D;
    const labels = tensor1d(Int32Array.of(...made.labels, ...real.labels), 'int32');
    const { logits, buffers } = discriminate(discriminator, images, labels);
    const [onMade, onReal] = [slice(logits, [0, 0], [count, 1]), slice(logits, [count, 0], [-1, 1])];
    return { loss: discriminatorHinge(onMade as Tensor2D, onReal as Tensor2D), outputs: buffers };
  }, [...discriminator.network.variables.values()]);
  return { loss, gradients, buffers: outputs };
}
