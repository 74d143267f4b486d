import { MismatchError, UsageError } from '@ftn/errors';
import { kernelShape } from '@ftn/layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  disturb,
  freshDomain,
  imagesOf,
  largestDifference,
  smallGenerator,
} from '../__fixtures__/small-generator.js';
import type { GeneratorDomain } from './generator-domain.js';
import { mixDomains } from './mix-domains.js';

const generator = smallGenerator();
const system = { method: 'ftn', options: { rank: 2 }, domain: { linears: 'all' } } as const;
const moved = (seed: number, changes: Partial<typeof system> | object = {}): GeneratorDomain => {
  const domain = freshDomain(generator, { ...system, ...changes });
  disturb(domain, seed);
  return domain;
};
const [winter, autumn] = [moved(1), moved(2)];
afterAll(() => {
  winter.dispose();
  autumn.dispose();
  generator.dispose();
});

/** The kernel of a layer less the shared one. */
function delta(domain: GeneratorDomain, layer: string): Float32Array {
  return tf.tidy(() => {
    const base = generator.kernel(layer);
    const zero = tf.zeros(kernelShape(generator.convolution(layer))) as tf.Tensor4D;
    expect(base.shape).toEqual(zero.shape);
    return domain.parts.parametrizations.get(layer)!.kernel(zero).dataSync<'float32'>().slice();
  });
}

describe('a mixture', () => {
  it('changes every kernel by Σ share·ΔW, and every linear layer alike', () => {
    const mixed = mixDomains('late autumn', [
      [winter, 0.3],
      [autumn, 0.7],
    ]);
    for (const { name } of generator.architecture.convolutions) {
      const [a, b] = [delta(winter, name), delta(autumn, name)];
      const expected = a.map((value, i) => 0.3 * value + 0.7 * b[i]!);
      expect(largestDifference(delta(mixed, name), expected), name).toBeLessThan(1e-6);
      expect(mixed.parts.parametrizations.get(name)!.rank).toBe(4);
    }
    for (const [name, value] of mixed.parts.linears) {
      const [a, b] = [winter, autumn].map(({ parts }) => parts.linears.get(name)!.dataSync());
      const expected = Array.from(a!, (v, i) => 0.3 * v + 0.7 * b![i]!);
      expect(largestDifference(value.dataSync(), expected), name).toBeLessThan(1e-6);
    }
    mixed.dispose();
  });

  it('of one whole domain is that domain, of shares zero the generator', () => {
    const [whole, none] = [
      mixDomains('w', [
        [winter, 1],
        [autumn, 0],
      ]),
      mixDomains('n', [[winter, 0]]),
    ];
    expect(largestDifference(imagesOf(whole), imagesOf(winter))).toBeLessThan(1e-5);
    expect(largestDifference(imagesOf(none), imagesOf(generator))).toBeLessThan(1e-5);
    whole.dispose();
    none.dispose();
  });

  it('mixes latents where all domains have learned some', () => {
    const latents = (mean: number, deviation: number) => ({
      mean: new Float32Array(12).fill(mean),
      deviation: new Float32Array(12).fill(deviation),
    });
    winter.latents = latents(1, 2);
    expect(
      mixDomains('m', [
        [winter, 0.5],
        [autumn, 0.5],
      ]).latents,
    ).toBeNull();
    autumn.latents = latents(3, 1);
    const mixed = mixDomains('m', [
      [winter, 1],
      [autumn, 3],
    ]);
    expect(mixed.latents).toEqual(latents(2.5, 1.25));
    mixed.dispose();
  });
});

describe('what cannot be mixed is said', () => {
  it.each([
    [
      'spectral norm',
      { domain: { spectralNorm: 'inside' } },
      UsageError,
      /ΔW stands inside the spectral norm/,
    ],
    ['method', { method: 'fine-tuning', options: {} }, UsageError, /ΔW of 'fine-tuning' is not of low rank/],
    [
      'modes',
      { options: { rank: 2, modes: 'separable' } },
      MismatchError,
      /their modes differ: expected three, got separable/,
    ],
    [
      'linears',
      { domain: { linears: 'norms' } },
      MismatchError,
      /their linears differ: expected all, got norms/,
    ],
  ])('%s', (_, changes, kind, message) => {
    const other = moved(3, changes);
    const mix = () =>
      mixDomains('m', [
        [winter, 0.5],
        [other, 0.5],
      ]);
    expect(mix).toThrow(kind);
    expect(mix).toThrow(message);
    other.dispose();
  });

  it('nothing, and domains of other weights', () => {
    expect(() => mixDomains('m', [])).toThrow(/at least one domain/);
    const elsewhere = smallGenerator(2);
    const other = freshDomain(elsewhere, system);
    expect(() =>
      mixDomains('m', [
        [winter, 0.5],
        [other, 0.5],
      ]),
    ).toThrow(/their generator differ: expected the same weights/);
    other.dispose();
    elsewhere.dispose();
  });
});
