import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/dense-metrics.json' with { type: 'json' };
import type { Image } from './image.js';
import { PeakSignalToNoise } from './peak-signal-to-noise.js';
import { StructuralSimilarity } from './structural-similarity.js';

describe.each(reference.pictures)('PSNR and SSIM: $name', (given) => {
  it('equal the reference', () => {
    const { height, width, channels, peak } = given;
    const image = (data: number[]): Image => ({
      data: peak === 255 ? Uint8Array.from(data) : Float32Array.from(data),
      height,
      width,
      channels,
    });
    const [psnr, ssim] = [new PeakSignalToNoise({ peak }), new StructuralSimilarity({ peak })];
    for (const { prediction, truth } of given.images) {
      psnr.update(image(prediction), image(truth));
      ssim.update(image(prediction), image(truth));
    }
    expect(psnr.result().psnr).toBeCloseTo(given.psnr, 9);
    expect(psnr.result().pooled).toBeCloseTo(given.pooled, 9);
    expect(ssim.result().ssim).toBeCloseTo(given.ssim, 9);
    expect(ssim.result().images).toBe(2);
  });
});

describe('PeakSignalToNoise', () => {
  const pixel = (v: number): Image => ({ data: Float32Array.of(v), height: 1, width: 1 });

  it('is the same for [0, 1] with peak 1 and for [−1, 1] with peak 2', () => {
    const [unit, symmetric] = [new PeakSignalToNoise({ peak: 1 }), new PeakSignalToNoise({ peak: 2 })];
    unit.update(pixel(0.5), pixel(0.75));
    symmetric.update(pixel(0), pixel(0.5));
    expect(unit.result().psnr).toBe(20 * Math.log10(4));
    expect(symmetric.result().psnr).toBe(unit.result().psnr);
  });

  it('averages decibels over images, counts identical ones, and has no value without images', () => {
    const meter = new PeakSignalToNoise({ peak: 1 });
    expect(meter.result().psnr).toBeNaN();
    meter.update(pixel(0), pixel(0.1));
    meter.update(pixel(0), pixel(0.01));
    expect(meter.result().psnr).toBeCloseTo((20 + 40) / 2, 5);
    meter.update(pixel(0.3), pixel(0.3));
    expect(meter.result()).toMatchObject({ psnr: Number.POSITIVE_INFINITY, exact: 1, images: 3, peak: 1 });
    meter.reset();
    expect(meter.result()).toMatchObject({ psnr: Number.NaN, exact: 0, images: 0 });
  });

  it('refuses an invalid peak, unequal sizes and NaN', () => {
    expect(() => new PeakSignalToNoise({ peak: 0 })).toThrow('255 for bytes');
    const meter = new PeakSignalToNoise({ peak: 1 });
    const wide: Image = { data: new Float32Array(2), height: 1, width: 2 };
    expect(() => meter.update(wide, { ...wide, height: 2, width: 1 })).toThrow('expected 2 × 1, got 1 × 2');
    expect(() => meter.update(wide, { ...wide, width: 3 })).toThrow('expected 3 for 1 × 3, got 2');
    expect(() => meter.update(wide, { ...wide, width: 2.5 })).toThrow('1 × 2.5');
    expect(() => meter.update(pixel(Number.NaN), pixel(1))).toThrow('non-finite');
    expect(meter.result().images).toBe(0);
  });
});

describe('StructuralSimilarity', () => {
  it('is 1 for identical images, and refuses an image smaller than its window', () => {
    const data = Float32Array.from({ length: 12 * 15 }, (_, i) => (i * 7919) % 13);
    const meter = new StructuralSimilarity({ peak: 12 });
    meter.update({ data, height: 12, width: 15 }, { data, height: 12, width: 15 });
    expect(meter.result()).toEqual({ ssim: 1, images: 1 });
    const small: Image = { data: new Float32Array(110), height: 10, width: 11 };
    expect(() => meter.update(small, small)).toThrow('expected 11 × 11 or more, got 10 × 11');
    meter.reset();
    expect(meter.result().ssim).toBeNaN();
  });
});
