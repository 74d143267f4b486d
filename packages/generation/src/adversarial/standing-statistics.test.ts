import { Generator } from '@ftn/backbones';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { smallConfig } from '../__fixtures__/small-generator.js';
import { Gan } from './gan.js';
import { standingStatistics } from './standing-statistics.js';

it('standing statistics make images in evaluation close to those normalised by the batch', () => {
  const before = tf.memory().numTensors;
  const both = Gan.random(smallConfig, 1, 'orthogonal');
  const spread = (weights: Map<string, tf.Tensor>, mode: 'train' | 'eval') => {
    const generator = Generator.from(both.architecture.generator, weights);
    const value = tf.tidy(() => {
      const latents = tf.randomNormal([48, 12], 0, 1, 'float32', 5) as tf.Tensor2D;
      const labels = tf.tensor1d(
        Array.from({ length: 48 }, (_, i) => i % 3),
        'int32',
      );
      return tf.moments(generator.forward(latents, labels, mode)).variance.dataSync()[0]!;
    });
    generator.dispose();
    return Math.sqrt(value);
  };
  const untouched = standingStatistics(both, { batches: 0, batchSize: 16 }, 1);
  const standing = standingStatistics(both, { batches: 12, batchSize: 24 }, 1);
  const wanted = spread(untouched, 'train');
  const distance = (weights: Map<string, tf.Tensor>) => Math.abs(spread(weights, 'eval') / wanted - 1);
  // Fresh statistics of mean 0 and variance 1 are not what a fresh network's layers put out.
  expect(distance(untouched)).toBeGreaterThan(0.1);
  expect(distance(standing)).toBeLessThan(0.03);
  for (const [name, tensor] of both.average.weights) {
    if (/stored_/.test(name)) continue;
    expect(standing.get(name)!.dataSync(), name).toEqual(tensor.dataSync());
  }
  tf.dispose([...untouched.values(), ...standing.values()]);
  both.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
