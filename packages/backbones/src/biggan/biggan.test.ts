import { MismatchError, UsageError } from '@ftn/errors';
import { conv2d, valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  type BigGanConfig,
  bigGanConfig,
  bigGanConfigs,
  bigGanDiscriminator,
  bigGanGenerator,
  countParameters,
  Generator,
  generatorShapes,
  initialBigGanWeights,
  layeredNetwork,
  normaliseSpectra,
  parameterShapes,
  spectralShapes,
} from '../index.js';
import fixture from './__fixtures__/biggan.json' with { type: 'json' };
import { differenceFrom, formulaWeights, normalValues, upstream } from './__fixtures__/reference.js';

const configOf = (config: object) => bigGanConfig(config as BigGanConfig);

/** Names and shapes in PyTorch's layout, sorted. */
function torchShapes(shapes: ReadonlyMap<string, readonly number[]>) {
  const entries = [...shapes].map(([name, shape]): [string, number[]] => {
    const [h, w, input, output] = shape;
    return [name, shape.length === 4 ? [output!, input!, h!, w!] : [...shape]];
  });
  return Object.fromEntries(entries);
}

describe('biggan128', () => {
  const generator = bigGanGenerator('biggan128', bigGanConfigs.biggan128);

  it('has the published number of parameters', () => {
    expect(countParameters(generator)).toBe(70_433_988);
    expect(fixture.full.parameters).toBe(70_433_988);
    expect(generator.convolutions).toHaveLength(20);
  });

  it('has a discriminator with the published number of parameters', () => {
    const discriminator = bigGanDiscriminator(bigGanConfigs.biggan128);
    expect(countParameters(discriminator)).toBe(87_982_370);
    expect(fixture.full.discriminator).toBe(87_982_370);
  });
});

it('the BigGAN generator names and shapes its tensors as checkpoints do', () => {
  const config = configOf(fixture.generators[1]!.config);
  expect(torchShapes(generatorShapes(bigGanGenerator('small', config), true))).toEqual(fixture.names);
  const discriminator = bigGanDiscriminator(config);
  const shapes = new Map([...parameterShapes(discriminator), ...spectralShapes(discriminator)]);
  expect(torchShapes(shapes)).toEqual(fixture.discriminatorNames);
});

describe.each(fixture.generators)('a generator of $config.resolution pixels', (reference) => {
  const config = configOf(reference.config);
  const architecture = bigGanGenerator('small', config);

  it.each(['eval', 'train'] as const)(
    'equals PyTorch in images and in gradients of the latents: %s',
    (mode) => {
      const before = tf.memory().numTensors;
      const raw = formulaWeights(generatorShapes(architecture, true));
      const generator = Generator.from(architecture, raw);
      const start = normalValues(reference.latents, [reference.labels.length, config.latentSize]);
      const labels = tf.tensor1d(reference.labels, 'int32');
      const expected = reference.modes[mode];
      const gradientError = (moved: number) =>
        tf.tidy(() => {
          const latents = tf.variable(tf.mul(start, 1 + moved)) as unknown as tf.Tensor2D & tf.Variable;
          const result = valueAndGradients(() => {
            const images = generator.forward(latents, labels, mode);
            return {
              loss: tf.sum(tf.mul(images, upstream('images', images.shape))) as tf.Scalar,
              outputs: images,
            };
          }, [latents]);
          expect(differenceFrom('images', result.outputs, expected.images)).toBeLessThan(1e-4);
          const gradient = result.gradients.get(latents.name)!;
          latents.dispose();
          return differenceFrom('gradient of latents', gradient, expected['gradient of latents']);
        });
      // Among so many ReLUs one may stand within a rounding of 0, and lets its gradient through or not as the processor rounds:
      // some latents within a rounding of these must give what PyTorch gave.
      const closest = [0, -1e-7, 1e-7, -2e-7, 2e-7].some((moved) => gradientError(moved) < 1e-4);
      expect(closest, 'the gradient of latents is as PyTorch has it').toBe(true);
      generator.dispose();
      tf.dispose([...raw.values(), start, labels]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

it.each(fixture.discriminators)(
  'a discriminator of $config.resolution pixels equals PyTorch',
  (reference) => {
    const before = tf.memory().numTensors;
    const config = configOf(reference.config);
    const architecture = bigGanDiscriminator(config);
    const raw = formulaWeights(new Map([...parameterShapes(architecture), ...spectralShapes(architecture)]));
    const { weights, spectra } = normaliseSpectra(architecture, raw, config.spectralEpsilon);
    const network = layeredNetwork(architecture, {
      convolve: (layer, x) => conv2d(x, weights.get(`${layer.name}.weight`) as tf.Tensor4D, layer),
      tensor: (name) => weights.get(name)!,
      statistics: () => undefined,
    });
    const size = config.resolution;
    const start = normalValues('picture', [reference.labels.length, 3, size, size], 0.5);
    const picture = tf.variable(start) as unknown as tf.Tensor4D & tf.Variable;
    const labels = tf.tensor1d(reference.labels, 'int32');
    const { loss, outputs, gradients } = valueAndGradients(() => {
      const logits = architecture.forward(network, picture, labels);
      return { loss: tf.sum(tf.mul(logits, upstream('logits', logits.shape))) as tf.Scalar, outputs: logits };
    }, [picture]);
    const { logits, 'gradient of picture': gradient } = reference.outputs;
    expect(differenceFrom('logits', outputs, logits)).toBeLessThan(1e-4);
    expect(differenceFrom('gradient of picture', gradients.get(picture.name)!, gradient)).toBeLessThan(1e-4);
    const vectors = [...spectra.values()].map(({ u }) => u);
    tf.dispose([...raw.values(), ...weights.values(), ...vectors, start, picture, labels]);
    tf.dispose([loss, outputs, ...gradients.values()]);
    expect(tf.memory().numTensors).toBe(before);
  },
);

describe('Generator.from', () => {
  const architecture = bigGanGenerator('tiny', configOf({ ...fixture.generators[0]!.config, width: 2 }));
  const fresh = () => new Map(initialBigGanWeights(architecture, new RandomStream(1)));

  it('divides weights by their spectral norm once: weights already divided are used as they are', () => {
    const raw = fresh();
    const once = Generator.from(architecture, raw);
    const again = Generator.from(architecture, once.weights);
    for (const [name, tensor] of once.weights)
      expect(again.weights.get(name)!.dataSync()).toEqual(tensor.dataSync());
    // An orthogonal matrix has σ = 1 whatever the vector, where it is no wider than tall.
    expect(once.spectrum('blocks.0.0.conv1').sigma).toBeCloseTo(1, 4);
    expect(() => again.spectrum('blocks.0.0.conv1')).toThrow(
      /spectral norm of 'blocks\.0\.0\.conv1' is not known/,
    );
    tf.dispose([...raw.values()]);
    once.dispose();
    again.dispose();
  });

  it('refuses the weights of another generator and names the tensors', () => {
    const other = bigGanGenerator('wide', { ...architecture.config, width: 3 });
    const weights = initialBigGanWeights(other, new RandomStream(1));
    expect(() => Generator.from(architecture, weights, 'G.pth')).toThrow(MismatchError);
    expect(() => Generator.from(architecture, weights, 'G.pth')).toThrow(
      /^G\.pth: .*linear\.weight \[192, 3\] instead of \[128, 3\]/,
    );
    tf.dispose([...weights.values()]);
  });
});

describe('bigGanConfig', () => {
  const good = { resolution: 64, width: 8, classes: 4, latentSize: 20 } as const;
  it.each([
    [{ resolution: 256 }, /resolution: expected 32, 64 or 128, got 256/],
    [{ width: 0 }, /width: expected a whole number from 1, got 0/],
    [{ classes: 1.5 }, /classes: .*got 1\.5/],
    [{ latentSize: 21 }, /latentSize: expected a multiple of 5, got 21/],
    [{ attention: [30] }, /attention at this resolution: expected 4, 8, 16, 32, 64, 128, got 30/],
    [{ width: 2, attention: [64] }, /attention over 4 channels: expected at least 8/],
  ])('refuses %j', (change, message) => {
    const make = () => bigGanConfig({ ...good, ...change } as never);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(message);
  });
});
