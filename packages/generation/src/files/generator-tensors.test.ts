import { bigGanGenerator, initialBigGanWeights } from '@ftn/backbones';
import { decodeSafetensors, encodeSafetensors, type NamedTensors, type TensorData } from '@ftn/checkpoints';
import { MismatchError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  imagesOf,
  largestDifference,
  smallConfig,
  smallGenerator,
  smallWeights,
} from '../__fixtures__/small-generator.js';
import { generatorFromTensors, generatorHash, generatorToTensors } from './generator-tensors.js';

const zeros = (...shape: number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((n, length) => n * length, 1)),
});

/** A checkpoint's tensors, with changes. */
function checkpoint(changes: Record<string, TensorData | null> = {}, config = smallConfig): NamedTensors {
  const weights = initialBigGanWeights(bigGanGenerator('g', config), new RandomStream(1));
  const tensors = new Map(generatorToTensors(weights));
  tf.dispose([...weights.values()]);
  for (const [name, tensor] of Object.entries(changes)) {
    if (tensor) tensors.set(name, tensor);
    else tensors.delete(name);
  }
  return tensors;
}

describe('generatorFromTensors', () => {
  it.each([
    { resolution: 32, width: 4 },
    { resolution: 64, width: 4, attention: [32] },
    { resolution: 128, width: 8, latentSize: 24, attention: [64] },
  ] as const)('infers the configuration %j from the tensors', (numbers) => {
    const config = { ...smallConfig, latentSize: 20, attention: [], ...numbers };
    if (config.resolution === 32) config.latentSize = 12;
    const generator = generatorFromTensors(checkpoint({}, config));
    expect(generator.architecture.config).toEqual(config);
    expect(generator.architecture.name).toBe(`biggan${numbers.resolution}-w${numbers.width}`);
    generator.dispose();
  });

  it('makes the images of the weights it was written from, also from a file, and nearly those as half floats', () => {
    const original = smallGenerator();
    const weights = smallWeights();
    const bytes = encodeSafetensors(generatorToTensors(weights));
    const again = generatorFromTensors(decodeSafetensors(bytes).tensors);
    expect(imagesOf(again)).toEqual(imagesOf(original));
    const half = generatorFromTensors(generatorToTensors(weights, 'float16'));
    expect(largestDifference(imagesOf(half), imagesOf(original))).toBeLessThan(0.02);
    tf.dispose([...weights.values()]);
    for (const generator of [original, again, half]) generator.dispose();
  });

  it('is identified by a hash of its numbers, whatever their type and sv0', async () => {
    const exact = checkpoint({ 'linear.weight': zeros(256, 3), 'linear.sv0': zeros(1) });
    const generators = [checkpoint(), checkpoint({ 'linear.sv0': zeros(1) }), exact].map((tensors) =>
      generatorFromTensors(tensors),
    );
    const [one, same, other] = await Promise.all(generators.map(generatorHash));
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    for (const generator of generators) generator.dispose();
  });

  it('reads files without singular values, and with a prefix before all names, as the same generator', async () => {
    const whole = checkpoint();
    const without = new Map([...whole].filter(([name]) => !name.endsWith('.sv0')));
    const prefixed = new Map([...whole].map(([name, data]) => [`module.${name}`, data]));
    const generators = [whole, without, prefixed].map((tensors) => generatorFromTensors(tensors));
    const [expected, ...others] = await Promise.all(generators.map(generatorHash));
    expect(without.size).toBeLessThan(whole.size);
    expect(others).toEqual([expected, expected]);
    for (const generator of generators.slice(1))
      expect(imagesOf(generator)).toEqual(imagesOf(generators[0]!));
    for (const generator of generators) generator.dispose();
  });

  it.each([
    [
      'BigGAN-deep of pytorch-pretrained-biggan',
      { 'generator.gen_z.weight_orig': zeros(4, 4) },
      /no BigGAN generator: got a BigGAN-deep generator \(pytorch-pretrained-biggan\): it holds 'generator\.gen_z/,
    ],
    [
      'BigGAN-deep',
      { 'blocks.0.0.conv4.weight': zeros(1) },
      /got a BigGAN-deep generator: it holds 'blocks\.0\.0\.conv4/,
    ],
    ['a discriminator', { 'embed.weight': zeros(3, 16) }, /got a discriminator/],
    ['an optimizer', { state: zeros(1) }, /got an optimizer's state/],
    ['a generator without shared class vectors', { 'shared.weight': null }, /'shared\.weight' is missing/],
    [
      'a generator of six blocks',
      { 'blocks.5.0.conv1.weight': zeros(1) },
      /generator of 6 blocks is not supported/,
    ],
    [
      'a missing tensor',
      { 'blocks.1.0.bn2.gain.weight': null },
      /missing 1 of 97: blocks\.1\.0\.bn2\.gain\.weight/,
    ],
    ['an extra tensor', { 'blocks.1.0.bn3.bias': zeros(4) }, /unexpected 1: blocks\.1\.0\.bn3\.bias/],
    [
      'a kernel in memory layout',
      { 'output_layer.2.weight': zeros(3, 3, 16, 3) },
      /output_layer\.2\.weight \[3, 3, 16, 3\] instead of \[3, 16, 3, 3\]/,
    ],
  ])('refuses %s by name, and leaks no tensor', (_, changes, message) => {
    const tensors = checkpoint(changes as Record<string, TensorData | null>);
    const before = tf.memory().numTensors;
    const read = () => generatorFromTensors(tensors, { file: 'G.pth' });
    expect(read).toThrow(MismatchError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^G\.pth: /);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a width other than the expected one', () => {
    const read = () =>
      generatorFromTensors(checkpoint(), { expected: { resolution: 32, width: 96 }, file: 'G.pth' });
    expect(read).toThrow(/^G\.pth: the generator has a different width: expected 96, got 4/);
  });
});
