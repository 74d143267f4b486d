import type { GeneratorDomain } from '@ftn/generation';
import { type GeneratorSection, reconstructionLoss } from '@ftn/generation/node';
import { valueAndGradients } from '@ftn/ops';
import {
  add,
  mean,
  ones,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';
import { guardStep, type MemoryLimits } from '../memory/memory-guard.js';
import { optimizerBytes, passPeak } from '../memory/step-memory.js';

type Terms = Pick<GeneratorSection, 'loss' | 'adversarial'>;

/** One forward and backward pass of an adaptation on `images` images; nothing of the domain changes. */
function adaptationPass(domain: GeneratorDomain, config: Terms, images: number): void {
  const { latentSize, resolution } = domain.generator.architecture.config;
  const variables = domain.parameters().map(({ variable }) => variable);
  const { loss, gradients } = valueAndGradients(() => {
    const make = () =>
      domain.forward(ones([images, latentSize]) as Tensor2D, zeros([images], 'int32') as Tensor1D);
    const target = zeros([images, resolution, resolution, 3]) as Tensor4D;
    const reconstruction = reconstructionLoss(make(), target, { ...config.loss, perceptual: 0 });
    if (config.adversarial.weight === 0) return { loss: reconstruction };
    // Drawn images go through the generator and its discriminator, which is about as large.
    return { loss: add(reconstruction, add(mean(make()), mean(make()))) as Scalar };
  }, variables);
  for (const tensor of [loss, ...gradients.values()]) tensor.dispose();
}

/** Refuses an adaptation whose steps would not fit; returns a line on what one takes. */
export async function guardAdaptation(
  domain: GeneratorDomain,
  config: Terms,
  question: MemoryLimits,
): Promise<string> {
  const one = await passPeak(() => adaptationPass(domain, config, 1));
  const two = await passPeak(() => adaptationPass(domain, config, 2));
  const perImage = Math.max(0, two - one);
  const fixed = Math.max(0, one - perImage) + optimizerBytes(domain);
  return guardStep({ fixed, perImage }, question);
}
