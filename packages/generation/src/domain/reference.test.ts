import { bigGanGenerator, Generator, generatorShapes } from '@ftn/backbones';
import { valueAndGradients } from '@ftn/ops';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import adaptation from '../__fixtures__/adaptation.json' with { type: 'json' };
import {
  configOf,
  type Description,
  differenceFrom,
  formulaFactor,
  formulaWeights,
  normalValues,
  upstream,
} from '../__fixtures__/reference.js';
import { GeneratorDomain } from './generator-domain.js';

/** A domain of rank 2 with the script's factors in every convolution. */
function formulaDomain(generator: Generator, spectralNorm: 'after' | 'inside'): GeneratorDomain {
  const method = createMethod('ftn', { rank: 2 });
  const options = { spectralNorm, linears: 'norms+first' } as const;
  const domain = GeneratorDomain.create({ name: 'winter', generator, method, options, seed: 1 });
  for (const { name, group, variable } of domain.parameters()) {
    if (group !== 'factors') continue;
    const at = name.lastIndexOf('.');
    const factor = formulaFactor(name.slice(0, at), name.slice(at + 1), variable.shape[0]!);
    variable.assign(factor as unknown as tf.Tensor);
    factor.dispose();
  }
  return domain;
}

describe.each(adaptation.cases)('a domain of a generator of $config.resolution pixels', (reference) => {
  const config = configOf(reference.config);
  const architecture = bigGanGenerator('small', config);

  it.each(['after', 'inside'] as const)(
    'equals PyTorch in images and in gradients of latents, factors and linear layers, ΔW %s the spectral norm',
    (place) => {
      const before = tf.memory().numTensors;
      const raw = formulaWeights(generatorShapes(architecture, true));
      const generator = Generator.from(architecture, raw);
      const domain = formulaDomain(generator, place);
      const start = normalValues(reference.latents, [reference.labels.length, config.latentSize]);
      const latents = tf.variable(start) as unknown as tf.Tensor2D & tf.Variable;
      const labels = tf.tensor1d(reference.labels, 'int32');
      const parameters = domain.parameters();
      const { loss, gradients, outputs } = valueAndGradients(() => {
        const images = domain.forward(latents, labels);
        return {
          loss: tf.sum(tf.mul(images, upstream('images', images.shape))) as tf.Scalar,
          outputs: images,
        };
      }, [latents, ...parameters.map(({ variable }) => variable)]);
      const variables = new Map(parameters.map(({ name, variable }) => [name, variable.name]));
      const expected: Record<string, Description> = reference.modes[place];
      for (const [name, description] of Object.entries(expected)) {
        const variable = name === 'latents' ? latents.name : variables.get(name)!;
        const got = name === 'images' ? outputs : gradients.get(variable)!;
        expect(differenceFrom(name, got, description), name).toBeLessThan(1e-4);
      }
      domain.dispose();
      generator.dispose();
      tf.dispose([...raw.values(), start, latents, labels, loss, outputs, ...gradients.values()]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
