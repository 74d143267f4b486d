import type { Parameter } from '@ftn/adapters';
import {
  bigGanDiscriminator,
  bigGanGenerator,
  generatorShapes,
  parameterShapes,
  spectralShapes,
} from '@ftn/backbones';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import adversarial from '../__fixtures__/adversarial.json' with { type: 'json' };
import {
  configOf,
  type Description,
  differenceFrom,
  formulaWeights,
  normalValues,
} from '../__fixtures__/reference.js';
import { discriminatorGradients, generatorGradients, moveSide } from './adversarial-step.js';
import { Gan } from './gan.js';

it.each(adversarial.cases)(
  'a step of generator and discriminator, attention at $config.attention, equals PyTorch',
  (reference) => {
    const before = tf.memory().numTensors;
    const config = configOf(reference.config);
    const [g, d] = [bigGanGenerator('g', config), bigGanDiscriminator(config)];
    const weights = {
      generator: formulaWeights(generatorShapes(g, true), 'G.'),
      discriminator: formulaWeights(new Map([...parameterShapes(d), ...spectralShapes(d)]), 'D.'),
    };
    const both = new Gan(config, weights);
    const count = reference.labels.length;
    const size = config.resolution;
    const labels = Int32Array.from(reference.labels);
    const real = { images: normalValues('real', [count, 3, size, size], 0.5) as tf.Tensor4D, labels };
    const latents = tf.tidy(() =>
      normalValues(reference.latents, [2, count, config.latentSize]).dataSync<'float32'>(),
    );
    const draw = (step: number) => ({
      latents: latents.slice(step * count * config.latentSize, (step + 1) * count * config.latentSize),
      labels,
    });
    const expected: Record<string, Description> = reference.tensors;
    /** Compares what an optimizer of this side is given, and moves nothing. */
    const compare = (
      side: 'generator' | 'discriminator',
      prefix: 'G' | 'D',
      step: ReturnType<typeof generatorGradients>,
    ) => {
      expect(differenceFrom(`${prefix} loss`, step.loss, expected[`${prefix} loss`]!)).toBeLessThan(1e-4);
      const names = new Map(
        both[side].parameters().map(({ name, variable }: Parameter) => [name, variable.name]),
      );
      let compared = 0;
      const optimizers = {
        apply(gradients: ReadonlyMap<string, tf.Tensor>) {
          for (const [key, description] of Object.entries(expected)) {
            const name = key.slice(2);
            if (!key.startsWith(prefix) || !names.has(name)) continue;
            expect(differenceFrom(key, gradients.get(names.get(name)!)!, description), key).toBeLessThan(
              1e-4,
            );
            compared++;
          }
          return [];
        },
      };
      moveSide(both, side, step, optimizers as never, reference.strength);
      return compared;
    };
    const afterD = discriminatorGradients(both, real, draw(0));
    expect(compare('discriminator', 'D', afterD)).toBe(5);
    expect(compare('generator', 'G', generatorGradients(both, draw(1)))).toBe(6);
    for (const [prefix, network] of [
      ['G', both.generator],
      ['D', both.discriminator],
    ] as const) {
      for (const [name, tensor] of network.weights()) {
        const description = expected[`${prefix} ${name}`];
        if (!description || network.variables.has(name)) continue;
        expect(differenceFrom(`${prefix} ${name}`, tensor, description), name).toBeLessThan(1e-4);
      }
    }
    both.dispose();
    tf.dispose([...weights.generator.values(), ...weights.discriminator.values(), real.images]);
    expect(tf.memory().numTensors).toBe(before);
  },
);
