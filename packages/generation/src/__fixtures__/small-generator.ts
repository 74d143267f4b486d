import { bigGanConfig, bigGanGenerator, Generator, initialBigGanWeights } from '@ftn/backbones';
import { RandomStream } from '@ftn/random';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorDomainOptions } from '../domain/domain-options.js';
import { GeneratorDomain } from '../domain/generator-domain.js';

export const smallConfig = bigGanConfig({ resolution: 32, width: 4, classes: 3, latentSize: 12, sharedSize: 6 });

/** Weights as training leaves them, attention open and statistics their own. */
export function smallWeights(seed = 1): Map<string, tf.Tensor> {
  return new Map(initialBigGanWeights(bigGanGenerator('small', smallConfig), new RandomStream(seed)));
}

export function smallGenerator(seed = 1): Generator {
  const weights = smallWeights(seed);
  const generator = Generator.from(bigGanGenerator('biggan32-w4', smallConfig), weights);
  tf.dispose([...weights.values()]);
  return generator;
}

export interface System {
  readonly method: string;
  readonly options: MethodOptions;
  readonly domain: GeneratorDomainOptions;
}

/** Methods and choices that change what a generator's domain stores or computes. */
export const systems: readonly System[] = [
  { method: 'ftn', options: { rank: 2 }, domain: {} },
  { method: 'ftn', options: { rank: 3, modes: 'separable' }, domain: { linears: 'norms' } },
  { method: 'ftn', options: { rank: 2, layers: 'conv1' }, domain: { linears: 'all' } },
  { method: 'ftn', options: { rank: 2 }, domain: { linears: 'none', spectralNorm: 'inside' } },
  { method: 'fine-tuning', options: {}, domain: { linears: 'all' } },
];

export function freshDomain(generator: Generator, system: System, seed = 1): GeneratorDomain {
  const { method, options, domain } = system;
  return GeneratorDomain.create({
    name: 'winter',
    generator,
    method: createMethod(method, options),
    options: domain,
    seed,
  });
}

/** Moves every parameter of a domain by noise. */
export function disturb(domain: GeneratorDomain, seed = 1, deviation = 0.1): void {
  for (const { name, variable } of domain.parameters()) {
    const noise = new RandomStream('disturb', seed, name).normals(variable.size, deviation);
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
  }
}

/** Three images of fixed latents, one of each class. */
export function imagesOf(source: Generator | GeneratorDomain): Float32Array {
  const images = tf.tidy(() => {
    const latents = tf.tensor2d(new RandomStream('latents').normals(36), [3, 12]);
    return source.forward(latents, tf.tensor1d([0, 1, 2], 'int32'));
  });
  const values = images.dataSync<'float32'>().slice();
  images.dispose();
  return values;
}

/** The largest difference, images being within [−1, 1]. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}
