import { conv2d } from '@ftn/ops';
import {
  defineMethod,
  numberOption,
  type Parametrization,
  registerMethod,
  takeStored,
} from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { logitsOf, smallBackbone, trainedDomain } from '../__fixtures__/trained-domain.js';
import { decodeDomain, describeInput, encodeDomain } from '../index.js';

/** W_t = s·W with one number s for each layer. */
function scaled(scale: tf.Variable): Parametrization {
  return {
    group: () => 'factors',
    trainable: new Map([['scale', scale]]),
    stored: () => new Map([['scale', scale]]),
    convolve: (x, base, layer) => conv2d(tf.mul(x, scale), base, layer),
    kernel: (base) => tf.mul(base, scale),
    norm: (base) => tf.tidy(() => tf.norm(tf.mul(base, tf.sub(scale, 1))).dataSync()[0]!),
    dispose: () => scale.dispose(),
  };
}

/** A method as a program of its own might define it. */
const scaledKernels = defineMethod({
  name: 'scaled-kernels',
  title: 'Scaled kernels',
  summary: 'a number for every kernel',
  options: { start: numberOption('what the numbers begin with', 1) },
  create: ({ start }) => ({
    convolution: ({ name }) => ({
      count: 1,
      create: () => scaled(tf.variable(tf.scalar(start))),
      restore: (stored) => scaled(tf.variable(takeStored(name, stored, ['scale']).get('scale')!)),
    }),
    ownsBatchNorm: () => true,
    usesShared: true,
    traits: { startsAtBase: start === 1 },
  }),
});

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

const details = {
  input: describeInput([{ kind: 'normalize', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }], 32),
  metrics: {},
  library: { name: 'birdwatch', version: '0.1.0' },
};

describe('an adapter of a registered method', () => {
  it('is written and read again by the method’s name alone', async () => {
    registerMethod(scaledKernels);
    const domain = trainedDomain(backbone, 'scaled-kernels', { start: 1.5 });
    const files = await encodeDomain(domain, details);
    const { domain: restored, manifest } = await decodeDomain(files, backbone, 'runs/birds');
    expect(manifest).toMatchObject({ method: 'scaled-kernels', options: { start: 1.5 } });
    expect(restored.method.name).toBe('scaled-kernels');
    expect(restored.counts()).toEqual(domain.counts());
    expect(restored.counts().convolutions).toBe(backbone.architecture.convolutions.length);
    expect(logitsOf(restored)).toEqual(logitsOf(domain));
    const names = JSON.parse(files['adapter.json']) as { method: string };
    const unknown = { ...files, 'adapter.json': JSON.stringify({ ...names, method: 'scaled-kernel' }) };
    await expect(decodeDomain(unknown, backbone, 'runs/birds')).rejects.toThrow();
    domain.dispose();
    restored.dispose();
  });
});
