import { valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  disturb,
  freshDomain,
  imagesOf,
  largestDifference,
  smallGenerator,
  systems,
  titleOf,
} from '../__fixtures__/small-generator.js';
import { generatorFromTensors } from '../files/generator-tensors.js';
import { decodeGeneratorDomain, encodeGeneratorDomain } from './domain-file.js';
import { ownedLinears } from './domain-options.js';
import type { GeneratorDomain } from './generator-domain.js';
import { mergeGeneratorDomain } from './merge-domain.js';

const generator = smallGenerator();
afterAll(() => generator.dispose());

const bits = (tensors: Iterable<[string, tf.Tensor]>) =>
  Object.fromEntries([...tensors].map(([name, tensor]) => [name, [...tensor.dataSync()]]));

/** Some smooth loss of a domain's images. */
function lossOf(domain: GeneratorDomain): tf.Scalar {
  const latents = tf.tensor2d(new RandomStream('latents').normals(36), [3, 12]);
  const images = domain.forward(latents, tf.tensor1d([0, 1, 2], 'int32'));
  const target = tf.tensor(new RandomStream('target').normals(images.size, 0.5), images.shape);
  return tf.mean(tf.square(tf.sub(images, target))) as tf.Scalar;
}

/** A plain gradient step, so that every gradient's path is used. */
function step(domain: GeneratorDomain, rate: number): number {
  const variables = domain.parameters().map(({ variable }) => variable);
  const { loss, gradients } = valueAndGradients(() => ({ loss: lossOf(domain) }), variables);
  for (const variable of variables) {
    const gradient = gradients.get(variable.name);
    if (gradient) tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, rate))));
  }
  const value = loss.dataSync()[0]!;
  tf.dispose([loss, ...gradients.values()]);
  return value;
}

describe.each(systems.map((system) => [titleOf(system), system] as const))('%s', (_, system) => {
  const withDomain = async (use: (domain: GeneratorDomain) => unknown, seed = 1) => {
    const domain = freshDomain(generator, system, seed);
    await use(domain);
    domain.dispose();
  };

  it('starts at the shared generator', () =>
    withDomain((domain) => {
      const difference = largestDifference(imagesOf(domain), imagesOf(generator));
      // Inside, W is recovered from W/σ: rounding is all that differs.
      if (system.domain.spectralNorm === 'inside') expect(difference).toBeLessThan(1e-5);
      else expect(difference).toBe(0);
    }));

  it('leaves shared weights and other domains as they are, bit for bit', () =>
    withDomain((one) =>
      withDomain((other) => {
        disturb(other, 2);
        const [shared, stored, images] = [bits(generator.weights), bits(other.stored()), imagesOf(other)];
        disturb(one);
        step(one, 0.1);
        mergeGeneratorDomain(one);
        expect(bits(generator.weights)).toEqual(shared);
        expect(bits(other.stored())).toEqual(stored);
        expect(imagesOf(other)).toEqual(images);
        expect(largestDifference(imagesOf(one), images)).toBeGreaterThan(0.01);
      }, 2),
    ));

  it('merged = unmerged', () =>
    withDomain((domain) => {
      disturb(domain);
      const merged = generatorFromTensors(mergeGeneratorDomain(domain));
      expect(largestDifference(imagesOf(merged), imagesOf(domain))).toBeLessThan(1e-5);
      expect(largestDifference(imagesOf(merged), imagesOf(generator))).toBeGreaterThan(0.01);
      merged.dispose();
    }));

  it('counts by formula what it stores', () =>
    withDomain((domain) => {
      const { architecture } = generator;
      const method = createMethod(system.method, system.options);
      const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
      const { convolutions, linears } = domain.counts();
      expect(convolutions).toBe(
        sum(architecture.convolutions.map((layer) => method.convolution(layer)?.count ?? 0)),
      );
      const owned = ownedLinears(architecture, domain.identity.options.linears);
      expect(linears).toBe(sum(owned.map((name) => generator.weights.get(name)!.size)));
      expect(convolutions + linears).toBe(sum([...domain.stored().values()].map(({ size }) => size)));
      expect(convolutions + linears).toBe(sum(domain.parameters().map(({ variable }) => variable.size)));
    }));

  it('comes back from its file, bit for bit', () =>
    withDomain(async (domain) => {
      disturb(domain);
      domain.latents = { mean: new Float32Array(12).fill(0.5), deviation: new Float32Array(12).fill(2) };
      const files = await encodeGeneratorDomain(domain, { metrics: { psnr: 20.5 } });
      const { domain: again, manifest } = await decodeGeneratorDomain(files, generator);
      expect(bits(again.stored())).toEqual(bits(domain.stored()));
      expect(again.latents).toEqual(domain.latents);
      expect(again.identity.options).toEqual(domain.identity.options);
      expect(imagesOf(again)).toEqual(imagesOf(domain));
      expect(manifest.metrics).toEqual({ psnr: 20.5 });
      again.dispose();
    }));

  it('has the gradient of its finite differences', () =>
    withDomain((domain) => {
      disturb(domain);
      const parameters = domain.parameters();
      const { loss, gradients } = valueAndGradients(
        () => ({ loss: lossOf(domain) }),
        parameters.map(({ variable }) => variable),
      );
      for (const group of new Set(parameters.map((parameter) => parameter.group))) {
        const moved = parameters.filter((parameter) => parameter.group === group);
        const own = moved.map(({ variable }) => gradients.get(variable.name)!);
        const norm = Math.sqrt(
          own.reduce((n, g) => n + g.dataSync<'float32'>().reduce((s, v) => s + v * v, 0), 0),
        );
        const starts = moved.map(({ variable }) => variable.dataSync().slice());
        const at = (distance: number): number => {
          moved.forEach(({ variable }, i) => {
            tf.tidy(() => {
              const start = tf.tensor(starts[i]! as Float32Array, variable.shape);
              variable.assign(tf.add(start, tf.mul(own[i]!, distance / norm)));
            });
          });
          return tf.tidy(() => lossOf(domain)).dataSync()[0]!;
        };
        const width = 1e-3 / norm;
        const slope = (8 * (at(width) - at(-width)) - (at(2 * width) - at(-2 * width))) / (12 * width);
        at(0);
        expect(Math.abs(slope / norm - 1), group).toBeLessThan(0.03);
      }
      tf.dispose([loss, ...gradients.values()]);
    }));

  it('leaves no tensor behind, and its loss falls', async () => {
    const before = tf.memory().numTensors;
    await withDomain((domain) => {
      const first = step(domain, 0.05);
      const warm = tf.memory().numTensors;
      let last = first;
      for (let i = 0; i < 6; i++) last = step(domain, 0.05);
      imagesOf(domain);
      mergeGeneratorDomain(domain);
      expect(tf.memory().numTensors).toBe(warm);
      expect(last).toBeLessThan(first);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
