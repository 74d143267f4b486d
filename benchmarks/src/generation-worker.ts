// One side of the benchmark: BigGAN-128 of random weights, forward (rank 0) or adapted by FTN.
import {
  bigGanConfig,
  bigGanConfigs,
  bigGanGenerator,
  Generator,
  initialBigGanWeights,
} from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { GeneratorDomain } from '@ftn/generation';
import { AdaptationLearner, adaptationConfigSchema } from '@ftn/generation/node';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { GenerationSetting } from './protocol.js';
import { serveSteps } from './worker.js';

const setting = JSON.parse(process.argv[2] ?? '{}') as GenerationSetting;
const info = await startEngine({ engine: 'native', threads: setting.threads });

const { batch: count, width } = setting;
const size = 128;
const config = bigGanConfig({ ...bigGanConfigs.biggan128, width });
const architecture = bigGanGenerator('benchmark', config);
const weights = initialBigGanWeights(architecture, new RandomStream('benchmark'), 'normal');
const generator = Generator.from(architecture, weights);
for (const tensor of weights.values()) tensor.dispose();

const random = new RandomStream('benchmark', 'images');
const indices = Int32Array.from({ length: count }, (_, i) => i);
const batch = {
  images: Float32Array.from({ length: count * size * size * 3 }, () => random.uniform(-1, 1)),
  label: { data: indices, shape: [count] as const },
  indices,
  shape: [count, size, size, 3] as [number, number, number, 3],
};

function forward(): number {
  const images = tidy(() => {
    const latents = tensor2d(random.normals(count * config.latentSize), [count, config.latentSize]);
    return generator.forward(latents, tensor1d(indices, 'int32'));
  });
  const value = images.dataSync()[0]!;
  images.dispose();
  return value;
}

/** Images of the generator at rank 0; else one adaptation step of FTN: factors, linear layers and latents, L1 loss. */
function stepOf(rank: number): () => number {
  if (rank === 0) return forward;
  const method = createMethod('ftn', { rank });
  const domain = GeneratorDomain.create({ name: `rank ${rank}`, generator, method, seed: 1 });
  const adaptation = adaptationConfigSchema.parse({ batchSize: count, epochs: 1000, seed: 1 });
  const learner = new AdaptationLearner({ domain, config: adaptation, count });
  const moment = { step: 0, totalSteps: 1000, epoch: 0, epochs: 1000 };
  return () => learner.step(batch, moment).loss;
}

await serveSteps(`TensorFlow.js on TensorFlow ${info.tensorflow}, ${info.threads} threads`, stepOf);
