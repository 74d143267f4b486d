import type { Batch } from '@ftn/datasets';
import { PeakSignalToNoise, StructuralSimilarity } from '@ftn/metrics';
import { RandomStream } from '@ftn/random';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createTask } from './create-task.js';

const task = createTask('reconstruction', { classes: ['spring', 'winter'] });
const [count, size] = [3, 12];
const length = size * size * 3;
const random = new RandomStream('reconstruction');
const bytes = Uint8ClampedArray.from({ length: count * length }, () => random.integer(256));
const batch: Batch = {
  images: Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
  shape: [count, size, size, 3],
  indices: Int32Array.from({ length: count }, (_, i) => i),
  label: { data: new Int32Array(count), shape: [count] },
};

describe('the task of reconstruction', () => {
  it('needs no head, and uses the mean absolute difference as loss', () => {
    expect(task).toMatchObject({ head: null, targets: ['label'], metric: { name: 'PSNR', unit: 'dB' } });
    const made = tensor4d(
      batch.images.map((value, i) => value + (i % 2 ? 0.25 : -0.5)),
      [...batch.shape],
    );
    const loss = task.loss(made, batch);
    expect(loss.dataSync()[0]).toBeCloseTo(0.375, 5);
    loss.dispose();
    made.dispose();
  });

  it('measures each image in bytes: values are clipped to the range and rounded', async () => {
    const meter = task.meter();
    // Five of 255 steps each way, and a little that rounding takes away.
    const made = batch.images.map((value, i) => value + (i % 2 ? 5.2 : -4.8) / 127.5);
    const shown = bytes.map((byte, i) => byte + (i % 2 ? 5 : -5));
    await meter.update(made, batch);
    const [psnr, ssim] = [new PeakSignalToNoise({ peak: 255 }), new StructuralSimilarity({ peak: 255 })];
    for (let at = 0; at < shown.length; at += length) {
      const image = (data: Uint8ClampedArray) => ({
        data: data.subarray(at, at + length),
        height: size,
        width: size,
        channels: 3,
      });
      psnr.update(image(shown), image(bytes));
      ssim.update(image(shown), image(bytes));
    }
    expect(await meter.result()).toEqual({
      metrics: { PSNR: psnr.result().psnr, SSIM: ssim.result().ssim },
    });
    // 10·log₁₀(255² / 5²) = 34.15, a little more where bytes were cut.
    expect(psnr.result().psnr).toBeGreaterThan(34.15);
    expect(psnr.result().psnr).toBeLessThan(34.5);
  });
});
