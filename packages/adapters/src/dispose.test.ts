import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { smallBackbone, trainedDomain } from './__fixtures__/trained-domain.js';
import { DomainGroup, mergedNetwork } from './index.js';

it('everything that holds tensors frees them at the end of a block with using', () => {
  const before = tf.memory().numTensors;
  {
    using backbone = smallBackbone();
    using domain = trainedDomain(backbone, 'ftn', { rank: 1 });
    using merged = mergedNetwork(domain);
    const method = createMethod('fc-and-bn-only');
    const domains = [{ name: 'one', classes: ['a', 'b'] }];
    using _group = DomainGroup.create({ backbone, method, domains, seed: 1 });
    expect(merged.weights.size).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBeGreaterThan(before);
  }
  expect(tf.memory().numTensors).toBe(before);
});
