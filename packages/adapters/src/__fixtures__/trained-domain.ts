import { Backbone, createArchitecture } from '@ftn/backbones';
import { RandomStream } from '@ftn/random';
import { createMethod, type MethodOptions } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { Domain } from '../index.js';

/** Every method, with the options that change what it stores. */
export const systems: readonly (readonly [method: string, options: MethodOptions])[] = [
  ['feature-extractor', {}],
  ['fc-and-bn-only', {}],
  ['fine-tuning', {}],
  ['ftn', { rank: 1 }],
  ['ftn', { rank: 4, modes: 'separable' }],
  ['ftn', { rank: 2, layers: '^layer[34]\\.' }],
  ['taps', {}],
  ['adashare', {}],
];

export const smallBackbone = (seed = 1) =>
  Backbone.random(createArchitecture('resnet10-small'), new RandomStream(seed, 'backbone'));

/** Deterministic noise as a picture batch, N×32×32×3. */
export function pictures(count = 2): tf.Tensor4D {
  return tf.tensor4d(new RandomStream('pictures').normals(count * 32 * 32 * 3), [count, 32, 32, 3]);
}

/** A domain whose every parameter and running statistic has left its initial value. */
export function trainedDomain(backbone: Backbone, method: string, options: MethodOptions = {}): Domain {
  const domain = Domain.create({
    name: 'birds',
    backbone,
    method: createMethod(method, options),
    classes: ['finch', 'owl', 'tern'],
    seed: 3,
  });
  for (const { name, variable } of domain.parameters()) {
    const noise = new RandomStream('trained', name).normals(variable.size, 0.1);
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(noise, variable.shape))));
  }
  const images = pictures();
  tf.tidy(() => domain.parts.statistics.update(domain.forward(images, 'train').statistics));
  images.dispose();
  return domain;
}

/** Logits of the pictures in evaluation. */
export function logitsOf(domain: Domain): Float32Array {
  const images = pictures();
  const logits = tf.tidy(() => domain.forward(images, "eval").output);
  const values = logits.dataSync<'float32'>().slice();
  tf.dispose([images, logits]);
  return values;
}
