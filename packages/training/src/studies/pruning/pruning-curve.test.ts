import type { Domain } from '@ftn/adapters';
import { UsageError } from '@ftn/errors';
import { mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tinyBackbone, tinyDomain } from '../../testing/tiny-training.js';
import { layerNorms } from '../norms/layer-norms.js';
import { equallySpacedThresholds, pruningCurve } from './pruning-curve.js';

const backbone = tinyBackbone();

/** A domain whose layers have norms that grow with their place: 1, 2, 3 … times the first. */
function gradedDomain(): Domain {
  const domain = tinyDomain(backbone, 'ftn', { rank: 2, init: 'normal' });
  const norms = layerNorms(domain);
  for (const [i, { layer, norm }] of norms.entries()) {
    const b = domain.parts.parametrizations.get(layer)!.trainable.get('b')!;
    tidy(() => b.assign(mul(b, (i + 1) / norm) as Tensor));
  }
  return domain;
}

const layersOf = (domain: Domain) => [...domain.parts.parametrizations.keys()];

describe('equallySpacedThresholds', () => {
  it('run from exactly the smallest to exactly the largest norm', () => {
    expect(equallySpacedThresholds([3, 1, 2], 5)).toEqual([1, 1.5, 2, 2.5, 3]);
    const norms = [0.1, 0.7000000000000001, 0.3];
    expect(equallySpacedThresholds(norms, 7).at(-1)).toBe(0.7000000000000001);
    expect(equallySpacedThresholds(norms, 7)[0]).toBe(0.1);
  });

  it('need at least two points', () => {
    expect(() => equallySpacedThresholds([1, 2], 1)).toThrow(UsageError);
    expect(() => equallySpacedThresholds([1, 2], 2.5)).toThrow(UsageError);
  });
});

describe('pruningCurve', () => {
  it('starts with every layer and ends with the largest, and never grows in between', async () => {
    const domain = gradedDomain();
    const norms = layerNorms(domain);
    const seen: string[][] = [];
    const points = await pruningCurve(domain, {
      thresholds: 6,
      evaluate: async (pruned) => seen.push(layersOf(pruned)),
    });
    expect(points).toHaveLength(6);
    expect(points[0]).toMatchObject({ layers: norms.length, counts: domain.counts() });
    expect(points.at(-1)!.layers).toBe(1);
    expect(seen.at(-1)).toEqual([norms.at(-1)!.layer]);
    const factors = points.map(({ counts }) => counts.convolutions);
    expect(factors).toEqual([...factors].sort((a, b) => b - a));
    domain.dispose();
  });

  it('removes layers strictly below the threshold, and keeps a layer exactly at it', async () => {
    const domain = gradedDomain();
    const norms = layerNorms(domain);
    const seen: string[][] = [];
    const points = await pruningCurve(domain, {
      thresholds: 4,
      evaluate: async (pruned) => seen.push(layersOf(pruned)),
    });
    for (const [i, { threshold, layers }] of points.entries()) {
      const expected = norms.filter(({ norm }) => !(norm < threshold)).map(({ layer }) => layer);
      expect(seen[i]).toEqual(expected);
      expect(layers).toBe(expected.length);
    }
    domain.dispose();
  });

  it('evaluates neighbouring thresholds that leave the same layers only once', async () => {
    const domain = gradedDomain();
    const layers = layersOf(domain).length;
    let evaluated = 0;
    const points = await pruningCurve(domain, { thresholds: 4 * layers, evaluate: async () => ++evaluated });
    expect(points).toHaveLength(4 * layers);
    expect(evaluated).toBe(layers);
    domain.dispose();
  });

  it('refuses a domain without adapted convolutions', async () => {
    const domain = tinyDomain(backbone, 'fc-and-bn-only');
    const curve = pruningCurve(domain, { thresholds: 3, evaluate: async () => 0 });
    await expect(curve).rejects.toThrow("'tiny' (fc-and-bn-only) adapts no convolution");
    domain.dispose();
  });
});
