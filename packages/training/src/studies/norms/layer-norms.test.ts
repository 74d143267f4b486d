import { cpRankNorms } from '@ftn/tensor-factors';
import { norm, sub, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tinyBackbone, tinyDomain } from '../../testing/tiny-training.js';
import { pruneDomain } from '../pruning/prune-domain.js';
import { layerNorms } from './layer-norms.js';

const backbone = tinyBackbone();

describe('layerNorms', () => {
  it.each([{ modes: 'three' }, { modes: 'separable' }] as const)(
    'measure the distance of every merged kernel from the shared one, $modes modes',
    (options) => {
      const domain = tinyDomain(backbone, 'ftn', { rank: 3, init: 'normal', ...options });
      const norms = layerNorms(domain);
      expect(norms.map(({ layer }) => layer)).toEqual(
        backbone.architecture.convolutions.map(({ name }) => name),
      );
      for (const { layer, norm: got, relative, rank } of norms) {
        const base = backbone.kernel(layer);
        const [moved, shared] = tidy(() => {
          const kernel = domain.parts.parametrizations.get(layer)!.kernel(base);
          return [norm(sub(kernel, base)).dataSync()[0]!, norm(base).dataSync()[0]!];
        });
        expect(Math.abs(got / moved! - 1)).toBeLessThan(1e-4);
        expect(Math.abs((relative * shared!) / moved! - 1)).toBeLessThan(1e-4);
        expect(rank).toBe(3);
      }
      const scalars = norms.reduce((sum, layer) => sum + layer.scalars, 0);
      expect(scalars).toBe(domain.counts().convolutions);
      domain.dispose();
    },
  );

  it('omit layers that are not adapted', () => {
    const domain = tinyDomain(backbone, 'ftn', { rank: 1, layers: '^layer3' });
    expect(layerNorms(domain).every(({ layer, norm }) => layer.startsWith('layer3') && norm === 0)).toBe(
      true,
    );
    domain.dispose();
  });

  it('agree with the norms of single ranks where one rank is left', () => {
    const domain = tinyDomain(backbone, 'ftn', { rank: 4, init: 'normal' });
    const factors = [...domain.parts.parametrizations.get('conv1')!.stored().values()];
    for (const [rank, expected] of cpRankNorms(factors).entries()) {
      const one = pruneDomain(domain, new Map([['conv1', [rank]]]));
      expect(layerNorms(one)[0]!.norm / expected).toBeCloseTo(1, 5);
      one.dispose();
    }
    domain.dispose();
  });
});
