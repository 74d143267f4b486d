import { RandomStream } from '@ftn/random';
import { dispose, memory, ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Backbone, createArchitecture } from '../index.js';

describe.each(['resnet10-small', 'resnet18', 'resnet50'])('a forward pass of %s', (name) => {
  it.each(['train', 'eval'] as const)(
    'leaves its features and no image on the way to them, in %s',
    (mode) => {
      using backbone = Backbone.random(createArchitecture(name), new RandomStream(0, 'held'));
      const x = ones([2, 32, 32, 3]) as Tensor4D;
      const before = memory().numTensors;
      const features = Object.values(backbone.forward(x, mode));
      expect(features).toHaveLength(4);
      for (const feature of features) expect(feature.isDisposed).toBe(false);
      // The statistics of a batch go with whoever asked for the network.
      const statistics = mode === 'train' ? 2 * backbone.architecture.batchNorms.length : 0;
      expect(memory().numTensors).toBe(before + 4 + statistics);
      dispose([x, ...features]);
    },
  );
});
