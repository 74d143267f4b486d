import { globalAveragePool, linear } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { logitsOf, pictures, smallBackbone, systems, trainedDomain } from './__fixtures__/trained-domain.js';
import { backboneFromTensors, fromFileTensor, mergeDomain, mergedNetwork } from './index.js';

const backbone = smallBackbone();
afterAll(() => backbone.dispose());

describe.each(systems)('the merged network of %s %j', (method, options) => {
  it('is a plain ResNet with the logits of the domain', () => {
    const domain = trainedDomain(backbone, method, options);
    const expected = logitsOf(domain);
    const before = tf.memory().numTensors;
    const merged = mergeDomain(domain);
    expect(tf.memory().numTensors).toBe(before);
    expect([...merged.keys()]).toEqual([...backbone.weights.keys(), 'fc.weight', 'fc.bias']);
    const plain = backboneFromTensors(backbone.architecture, merged);
    const images = pictures();
    const [weight, bias] = ['fc.weight', 'fc.bias'].map((name) => fromFileTensor(merged.get(name)!));
    const logits = linear(
      globalAveragePool(plain.forward(images).layer4!),
      weight as tf.Tensor2D,
      bias as tf.Tensor1D,
    );
    const largest = Math.max(...expected.map(Math.abs));
    logits.dataSync().forEach((value, i) => {
      expect(Math.abs(value - expected[i]!) / largest).toBeLessThan(1e-5);
    });
    plain.dispose();
    domain.dispose();
  });

  it('computes the same logits in memory, and frees what it allocated', () => {
    const domain = trainedDomain(backbone, method, options);
    const expected = logitsOf(domain);
    const before = tf.memory().numTensors;
    let merged!: ReturnType<typeof mergedNetwork>;
    tf.tidy(() => {
      merged = mergedNetwork(domain);
    });
    const largest = Math.max(...expected.map(Math.abs));
    const images = pictures();
    const logits = tf.tidy(() => merged.forward(images).dataSync());
    logits.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!) / largest).toBeLessThan(1e-5);
    });
    images.dispose();
    merged.dispose();
    expect(tf.memory().numTensors).toBe(before);
    domain.dispose();
  });
});
