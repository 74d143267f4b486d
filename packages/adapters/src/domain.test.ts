import { kernelSize } from '@ftn/layers';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { logitsOf, pictures, smallBackbone, systems, trainedDomain } from './__fixtures__/trained-domain.js';
import { Domain } from './domain.js';

const backbone = smallBackbone();
const { architecture } = backbone;
afterAll(() => backbone.dispose());

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const batchNorm = sum(architecture.batchNorms.map(({ channels }) => 2 * channels));

describe.each(systems)('a domain by %s %j', (method, options) => {
  it('counts what it stores, and stores what it trains except for layers it decided against', () => {
    const domain = trainedDomain(backbone, method, options);
    const size = (tensors: Iterable<tf.Tensor>) => sum([...tensors].map((tensor) => tensor.size));
    const counts = domain.counts();
    const [stored, state] = [domain.stored(), domain.state()];
    expect(counts.convolutions + counts.batchNorm + counts.policy + counts.head + counts.statistics).toBe(
      size(stored.values()),
    );
    const parameters = domain.parameters();
    const statistics = sum([...domain.parts.batchNorms.values()].map(({ scale }) => 2 * scale.size));
    expect(size(state.values())).toBe(size(parameters.map(({ variable }) => variable)) + statistics);
    expect(counts.head).toBe(3 * 128 + 3);
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
    for (const name of stored.keys()) expect([...state.keys()]).toContain(name);
    const adapted = domain.adaptedLayers();
    const without = [
      ...architecture.convolutions.map(({ name }) => name).filter((name) => !adapted.includes(name)),
      ...domain.skippedLayers(),
    ];
    for (const { name, group } of parameters) {
      const left = group === 'scores' || without.some((layer) => name.startsWith(`${layer}.`));
      expect(stored.has(name), name).toBe(!left);
    }
    domain.dispose();
  });
});

it('a domain counts factors, kernels and batch norms by formula', () => {
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

it('a domain puts parameters into groups for separate optimizers', () => {
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
  expect(groups('taps')).toEqual(['weights', 'scores', 'batch-norm', 'head']);
});

it('a TAPS domain counts and lists only the layers left open', () => {
  const domain = trainedDomain(backbone, 'taps');
  for (const { name, variable } of domain.parameters()) {
    if (name.endsWith('.score')) variable.assign(tf.scalar(/^layer4/.test(name) ? 0.3 : 0.02));
  }
  const open = architecture.convolutions.filter(({ name }) => /^layer4/.test(name));
  expect(domain.adaptedLayers()).toEqual(open.map(({ name }) => name));
  expect(domain.counts().convolutions).toBe(sum(open.map(kernelSize)));
  domain.dispose();
});

it('an AdaShare domain runs without the blocks it skips, and stores nothing of their layers', () => {
  const domain = trainedDomain(backbone, 'adashare');
  const policies = [...domain.parts.policies.values()];
  for (const [l, policy] of policies.entries()) policy.decide(l !== 1);
  expect([...domain.skippedLayers()]).toEqual(['conv1', 'bn1', 'conv2', 'bn2'].map((n) => `layer2.0.${n}`));
  // Two batch norms of 32 channels are gone, but for the projection's, which the skip still needs.
  expect(domain.counts().batchNorm).toBe(batchNorm - 2 * 2 * 32);
  expect(domain.stored().has('layer2.0.downsample.1.weight')).toBe(true);
  expect([...domain.stored().keys()].filter((name) => /^layer2\.0\.bn/.test(name))).toEqual([]);
  const skipping = logitsOf(domain);
  policies[1]!.decide(true);
  expect(logitsOf(domain)).not.toEqual(skipping);
  domain.dispose();
});

it('a domain normalises by batch statistics in training and by running statistics in evaluation', () => {
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

it('disposing a domain leaves the shared network alone', () => {
  const before = backbone.kernel('conv1').dataSync().slice();
  for (const [method, options] of systems) trainedDomain(backbone, method, options).dispose();
  expect(backbone.kernel('conv1').dataSync()).toEqual(before);
  const domain = trainedDomain(backbone, 'feature-extractor');
  expect(logitsOf(domain).every(Number.isFinite)).toBe(true);
  domain.dispose();
});

it('a pattern of layers that fits none is refused: it would adapt nothing and be called by its rank', () => {
  const create = (layers: string) =>
    Domain.create({
      name: 'none',
      backbone,
      method: createMethod('ftn', { rank: 4, layers }),
      classes: ['a', 'b'],
      seed: 0,
    });
  expect(() => create('layer9')).toThrow(
    /option 'layers' of FTN fits no layer of the network: expected a regular expression on layer names, got layer9\. Its convolutions are conv1/,
  );
  const some = create('^layer1');
  expect(some.adaptedLayers().every((name) => name.startsWith('layer1'))).toBe(true);
  some.dispose();
});
