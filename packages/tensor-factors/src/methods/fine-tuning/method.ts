import { kernelShape, kernelSize } from '@ftn/layers';
import { variable } from '@tensorflow/tfjs-core';
import type { Method } from '../method.js';
import { defineMethod, makeMethod } from '../method-definition.js';
import { expectShape, takeStored } from '../stored-layer.js';
import { KernelParametrization } from './kernel-parametrization.js';

export const fineTuningMethod = defineMethod({
  name: 'fine-tuning',
  title: 'Fine-tuning',
  summary: 'a whole copy of the network for every domain',
  options: {},
  create: () => ({
    convolution: (layer) => ({
      count: kernelSize(layer),
      create: (base) => new KernelParametrization(variable(base)),
      restore(stored) {
        const weight = takeStored(layer.name, stored, ['weight']).get('weight')!;
        expectShape(layer.name, 'weight', weight, kernelShape(layer));
        return new KernelParametrization(variable(weight));
      },
    }),
    ownsBatchNorm: () => true,
    usesShared: false,
    traits: { startsAtBase: true },
  }),
});

/** A whole copy of the network for every domain: the upper bound FTN is measured against. */
export const fineTuning = (): Method => makeMethod(fineTuningMethod);
