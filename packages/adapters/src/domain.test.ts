import { kernelSize } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { logitsOf, pictures, smallBackbone, systems, trainedDomain } from './__fixtures__/trained-domain.js';

const backbone = smallBackbone();
const { architecture } = backbone;
afterAll(() => backbone.dispose());

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const batchNorm = sum(architecture.batchNorms.map(({ channels }) => 2 * channels));

describe.each(systems)('a domain by %s %j', (method, options) => {
  it('counts what it stores, and has a parameter for all of it but the statistics', () => {
    const domain = trainedDomain(backbone, method, options);
    const counts = domain.counts();
    const stored = sum([...domain.stored().values()].map((tensor) => tensor.size));
    expect(counts.convolutions + counts.batchNorm + counts.head + counts.statistics).toBe(stored);
    const trainable = sum(domain.parameters().map(({ variable }) => variable.size));
    expect(trainable).toBe(stored - counts.statistics);
    expect(counts.head).toBe(3 * 128 + 3);
    const names = domain.parameters().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect([...domain.stored().keys()]).toContain(name);
    domain.dispose();
  });
});

it('counts by formula: factors, kernels, batch norms', () => {
  const counts = (method: string, options = {}) => {
    const domain = trainedDomain(backbone, method, options);
    domain.dispose();
    return domain.counts();
  };
  const rankOne = sum(
    architecture.convolutions.map((layer) => layer.inChannels + layer.outChannels + layer.kernel[0] ** 2),
  );
  expect(counts('ftn', { rank: 3 })).toMatchObject({
    convolutions: 3 * rankOne,
    batchNorm,
    statistics: batchNorm,
  });
  expect(counts('fine-tuning').convolutions).toBe(sum(architecture.convolutions.map(kernelSize)));
  expect(counts('feature-extractor')).toMatchObject({ convolutions: 0, batchNorm: 0, statistics: 0 });
});

it('groups parameters for optimizers of their own', () => {
  const groups = (method: string) => {
    const domain = trainedDomain(backbone, method);
    const found = new Set(domain.parameters().map(({ group }) => group));
    domain.dispose();
    return [...found];
  };
  expect(groups('feature-extractor')).toEqual(['head']);
  expect(groups('fc-and-bn-only')).toEqual(['batch-norm', 'head']);
  expect(groups('fine-tuning')).toEqual(['weights', 'batch-norm', 'head']);
  expect(groups('ftn')).toEqual(['factors', 'batch-norm', 'head']);
});

it('normalises by the batch in training and by running statistics in evaluation', () => {
  const domain = trainedDomain(backbone, 'fc-and-bn-only');
  const images = pictures(4);
  const [all, one] = tf.tidy(() => [
    domain.forward(images, 'eval').output,
    domain.forward(tf.slice(images, 0, 1), 'eval').output,
  ]);
  // In evaluation a picture's logits do not depend on the rest of its batch.
  const scale = Math.max(...all!.dataSync().map(Math.abs));
  one!.dataSync().forEach((value, i) => {
    expect(Math.abs(value - all!.dataSync()[i]!) / scale).toBeLessThan(1e-5);
  });
  const { statistics } = tf.tidy(() => {
    const forward = domain.forward(images, 'train');
    return { statistics: [...forward.statistics.keys()] as unknown as tf.TensorContainer };
  }) as unknown as { statistics: string[] };
  expect(statistics).toEqual(expect.arrayContaining(architecture.batchNorms.map(({ name }) => name)));
  domain.dispose();
});

it('leaves the shared network alone when it goes', () => {
  const before = backbone.kernel('conv1').dataSync().slice();
  for (const [method, options] of systems) trainedDomain(backbone, method, options).dispose();
  expect(backbone.kernel('conv1').dataSync()).toEqual(before);
  const domain = trainedDomain(backbone, 'feature-extractor');
  expect(logitsOf(domain).every(Number.isFinite)).toBe(true);
  domain.dispose();
});
