import { MismatchError, UsageError } from '@ftn/errors';
import { kernelShape } from '@ftn/layers';
import { createMethod } from '@ftn/tensor-factors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  disturb,
  freshDomain,
  imagesOf,
  largestDifference,
  smallGenerator,
} from '../__fixtures__/small-generator.js';
import { GeneratorDomain } from './generator-domain.js';
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

describe('a mixture of domains', () => {
  it('changes every kernel and every linear layer by Σ share·ΔW', () => {
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

  it('equals a domain of share one, and the generator for shares of zero', () => {
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

  it('mixes latents by their difference from standard normal ones, which a domain without latents uses', () => {
    const latents = (mean: number, deviation: number) => ({
      mean: new Float32Array(12).fill(mean),
      deviation: new Float32Array(12).fill(deviation),
    });
    const mix = (a: number, b: number) => {
      const mixed = mixDomains('m', [
        [winter, a],
        [autumn, b],
      ]);
      mixed.dispose();
      return mixed.latents;
    };
    expect(mix(0.5, 0.5)).toBeNull();
    winter.latents = latents(1, 2);
    expect(mix(0.5, 0.5)).toEqual(latents(0.5, 1.5));
    autumn.latents = latents(3, 1);
    expect(mix(0.25, 0.75)).toEqual(latents(2.5, 1.25));
    for (const shares of [
      [0, 0],
      [1e-9, -1e-9],
    ] as const) {
      const { mean, deviation } = mix(shares[0], shares[1])!;
      expect(mean[0]).toBeCloseTo(0, 6);
      expect(deviation[0]).toBeCloseTo(1, 6);
    }
    winter.latents = null;
    autumn.latents = null;
  });
});

describe('mixing domains of a single class', () => {
  const season = (name: string, seed: number) => {
    const domain = GeneratorDomain.create({
      name,
      generator,
      method: createMethod('ftn', { rank: 2 }),
      classes: [name],
      options: { linears: 'all' },
      seed,
    });
    disturb(domain, seed);
    return domain;
  };
  const [snow, leaves] = [season('snow', 4), season('leaves', 5)];
  afterAll(() => {
    snow.dispose();
    leaves.dispose();
  });
  const vectorOf = ({ parts }: GeneratorDomain) => [...parts.linears.get('shared.weight')!.dataSync()];
  const mean = [...tf.tidy(() => tf.mean(generator.weights.get('shared.weight')!, 0).dataSync())];

  it('mixes by position, whatever the classes are called', () => {
    const mixed = mixDomains('m', [
      [snow, 0.5],
      [leaves, 0.5],
    ]);
    expect(mixed.identity.classes).toEqual(['snow + leaves']);
    const [a, b] = [vectorOf(snow), vectorOf(leaves)];
    expect(
      largestDifference(
        vectorOf(mixed),
        a.map((v, i) => (v + b[i]!) / 2),
      ),
    ).toBeLessThan(1e-6);
    mixed.dispose();
  });

  it.each([0.25, 0, -1, 1])(
    'moves the class vector from the mean of the generator’s by a share of %f',
    (share) => {
      const mixed = mixDomains('m', [[snow, share]]);
      const expected = vectorOf(snow).map((v, i) => mean[i]! + share * (v - mean[i]!));
      expect(largestDifference(vectorOf(mixed), expected)).toBeLessThan(1e-6);
      mixed.dispose();
    },
  );

  it('is refused together with domains of another number of classes', () => {
    const mix = () =>
      mixDomains('m', [
        [winter, 0.5],
        [snow, 0.5],
      ]);
    expect(mix).toThrow(/their numbers of classes differ: expected 3, got 1/);
  });
});

describe('mixDomains refusing its input', () => {
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
  ])('names the differing property: %s', (_, changes, kind, message) => {
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

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('names the domain with a share of %s', (share) => {
    expect(() => mixDomains('m', [[winter, share]])).toThrow(/the share of 'winter' is not a number: got/);
  });

  it('refuses an empty list, and domains over other weights', () => {
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
