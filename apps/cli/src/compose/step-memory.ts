import type { Domain } from '@ftn/adapters';
import { crossEntropy, valueAndGradients } from '@ftn/ops';
import {
  fill,
  memory,
  profile,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';

/** What a training step of a domain needs beyond what is in memory before it, in bytes. */
export interface StepMemory {
  /** Whatever the batch: gradients, the optimizers' state and its successor. */
  readonly fixed: number;
  /** For each image of a batch: the activations kept for the gradient. */
  readonly perImage: number;
}

/** Bytes of tensors that one forward and backward pass of `images` images adds at its peak. */
async function passPeak(domain: Domain, images: number, size: number): Promise<number> {
  const variables = domain.parameters().map(({ variable }) => variable);
  const before = memory().numBytes;
  const { peakBytes } = await profile(() => {
    const x = fill([images, size, size, 3], 0.5) as Tensor4D;
    const labels = zeros([images], 'int32') as Tensor1D;
    const { loss, gradients, outputs } = valueAndGradients<Tensor[]>(() => {
      const { output, statistics } = domain.forward(x, 'train');
      const kept = [...statistics.values()].flatMap(({ mean, variance }) => [mean, variance]);
      return { loss: crossEntropy(output as Tensor2D, labels), outputs: kept };
    }, variables);
    for (const tensor of [x, labels, loss, ...gradients.values(), ...outputs]) tensor.dispose();
    return [];
  });
  return peakBytes - before;
}

/** Measures, by passes of one and of two images, what a training step needs; nothing of the domain changes. */
export async function measureStepMemory(domain: Domain, size: number): Promise<StepMemory> {
  const one = await passPeak(domain, 1, size);
  const two = await passPeak(domain, 2, size);
  const perImage = Math.max(0, two - one);
  // Values, gradient and two slots laid end to end, and the next values and slots beside them.
  const parameters = domain.parameters().reduce((n, { variable }) => n + variable.size, 0);
  return { fixed: Math.max(0, one - perImage) + 7 * 4 * parameters, perImage };
}
