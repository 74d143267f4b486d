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

/** Bytes of tensors that a pass adds at its peak; it must leave none. */
export async function passPeak(pass: () => void): Promise<number> {
  const before = memory().numBytes;
  const { peakBytes } = await profile(() => {
    pass();
    return [];
  });
  return peakBytes - before;
}

/** Bytes of values, gradient and two slots laid end to end, and the next values and slots beside them. */
export function optimizerBytes(domain: Pick<Domain, 'parameters'>): number {
  return 7 * 4 * domain.parameters().reduce((n, { variable }) => n + variable.size, 0);
}

/** One forward and backward pass of a classifier on `images` square images. */
function classifierPass(domain: Domain, images: number, size: number): void {
  const variables = domain.parameters().map(({ variable }) => variable);
  const x = fill([images, size, size, 3], 0.5) as Tensor4D;
  const labels = zeros([images], 'int32') as Tensor1D;
  const { loss, gradients, outputs } = valueAndGradients<Tensor[]>(() => {
    const { output, statistics } = domain.forward(x, 'train');
    const kept = [...statistics.values()].flatMap(({ mean, variance }) => [mean, variance]);
    return { loss: crossEntropy(output as Tensor2D, labels), outputs: kept };
  }, variables);
  for (const tensor of [x, labels, loss, ...gradients.values(), ...outputs]) tensor.dispose();
}

/** Measures, by passes of one and of two images, what a training step needs; nothing of the domain changes. */
export async function measureStepMemory(domain: Domain, size: number): Promise<StepMemory> {
  const one = await passPeak(() => classifierPass(domain, 1, size));
  const two = await passPeak(() => classifierPass(domain, 2, size));
  const perImage = Math.max(0, two - one);
  return { fixed: Math.max(0, one - perImage) + optimizerBytes(domain), perImage };
}
