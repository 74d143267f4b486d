import { createHash } from 'node:crypto';
import { RandomStream } from '@ftn/random';
import { formulaValues } from '@ftn/reliability';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/mixing.json' with { type: 'json' };
import { symmetricBeta } from './beta.js';
import { boxOf, drawMix, type Mix, mixImages, mixLabels } from './mix.js';

const [count, height, width, channels] = reference.shape as [number, number, number, number];
const size = { height, width };
const labels = Int32Array.from(reference.labels);

const pictures = () => formulaValues('mixed images', count * height * width * channels);
const sha = (data: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

const draws = [
  ...reference.mixup.map(({ share, ...expected }) => ({ mix: { kind: 'mixup', share } as Mix, ...expected })),
  ...reference.cutmix.map(({ share, x, y, ...expected }) => ({
    mix: { kind: 'cutmix', share, x, y } as Mix,
    ...expected,
  })),
];

describe('mixing a batch', () => {
  it.each(draws)(
    'by $mix equals torchvision to the bit, and so do its classes',
    ({ mix, sha256, labels: of }) => {
      const images = pictures();
      mixImages(images, size, mix);
      expect(sha(images)).toBe(sha256);
      const rows = mixLabels(labels, reference.classes, mix, size);
      of.forEach((value, i) => {
        expect(Math.abs(rows[i]! - value), `share ${i}`).toBeLessThan(1e-7);
      });
    },
  );

  it('takes a box no larger than the image, for whatever is drawn', () => {
    const random = new RandomStream(3, 'boxes');
    for (let i = 0; i < 500; i++) {
      const drawn = drawMix({ cutmix: { alpha: 0.5 } }, random) as Extract<Mix, { kind: 'cutmix' }>;
      const box = boxOf(drawn, size);
      expect(box.left >= 0 && box.top >= 0 && box.width >= 0 && box.height >= 0).toBe(true);
      expect(box.left + box.width <= width && box.top + box.height <= height).toBe(true);
    }
  });

  it('takes mixup and cutmix alike often where both are asked for, and nothing where none is', () => {
    const kinds = Array.from(
      { length: 400 },
      (_, i) => drawMix({ mixup: { alpha: 0.2 }, cutmix: { alpha: 1 } }, new RandomStream(1, 'mix', i))?.kind,
    );
    const cut = kinds.filter((kind) => kind === 'cutmix').length;
    expect(cut).toBeGreaterThan(160);
    expect(cut).toBeLessThan(240);
    expect(drawMix({}, new RandomStream(1))).toBeUndefined();
  });
});

describe('symmetricBeta', () => {
  it.each([0.1, 0.4, 1, 4])('of %d has the mean and the variance of the distribution', (alpha) => {
    const random = new RandomStream(7, 'beta', alpha);
    const samples = Float64Array.from({ length: 20_000 }, () => symmetricBeta(alpha, random));
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
    const expected = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / samples.length));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
    expect(samples.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});
