import type { Batch } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { createTask } from '@ftn/tasks';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { disturb, freshDomain, imagesOf, smallGenerator } from './__fixtures__/small-generator.js';
import { evaluateReconstruction } from './evaluate-reconstruction.js';
import { generate } from './generate.js';

const generator = smallGenerator();
const domain = freshDomain(generator, { method: 'ftn', options: { rank: 2 }, domain: {} });
disturb(domain);
afterAll(() => {
  domain.dispose();
  generator.dispose();
});
const latents = new RandomStream('latents').normals(36);
const labels = [0, 1, 2];

describe('generate', () => {
  it('converts network output to bytes, the same in any batches, and leaks no tensor', () => {
    const before = memory().numTensors;
    for (const source of [generator, domain]) {
      const expected = Uint8ClampedArray.from(imagesOf(source), (value) => (value + 1) * 127.5);
      const done: number[] = [];
      const { pixels, count, size } = generate(source, {
        labels,
        latents,
        batchSize: 2,
        onProgress: (n) => done.push(n),
      });
      expect([count, size, done]).toEqual([3, 32, [2, 3]]);
      // A batch of another size may round otherwise.
      expect(Math.max(...pixels.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(2);
    }
    expect(memory().numTensors).toBe(before);
  });

  it('draws latents by seed, from the domain’s learned distribution where it has one', () => {
    const draw = (seed: number) => generate(domain, { labels, seed }).pixels;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const standard = draw(1);
    domain.latents = { mean: new Float32Array(12).fill(2), deviation: new Float32Array(12).fill(0) };
    const fitted = draw(1);
    expect(fitted).not.toEqual(standard);
    expect(fitted).toEqual(generate(domain, { labels, latents: new Float32Array(36).fill(2) }).pixels);
    domain.latents = null;
  });

  it('refuses latents of the wrong length', () => {
    expect(() => generate(domain, { labels, latents: latents.subarray(1) })).toThrow(
      /expected 3 × 12 numbers, got 35/,
    );
  });
});

const task = createTask('reconstruction', { classes: [] });

it('evaluateReconstruction compares the images of the learned latents with the set', async () => {
  const { pixels } = generate(domain, { labels, latents });
  const moved = Uint8ClampedArray.from(pixels, (value, i) => (i % 2 ? value + 5 : value - 5));
  const clipped = moved.filter((value, i) => Math.abs(value - pixels[i]!) !== 5).length;
  const told: number[] = [];
  const { metrics } = await evaluateReconstruction(domain, { size: 32, pixels: moved, labels }, latents, {
    task,
    batchSize: 2,
    onProgress: (done) => told.push(done),
  });
  expect(told).toEqual([2, 3]);
  expect(clipped / moved.length).toBeLessThan(0.2);
  // 10·log₁₀(255² / 5²) = 34.15, more where the change was clipped.
  expect(metrics.PSNR).toBeGreaterThan(34);
  expect(metrics.PSNR).toBeLessThan(35.5);
  expect(metrics.SSIM).toBeGreaterThan(0.5);
  expect(metrics.SSIM).toBeLessThan(1);
});

it('evaluateReconstruction measures latents as the task measures images of a network', async () => {
  const { pixels } = generate(domain, { labels, latents });
  const set = { size: 32, pixels: pixels.map((value, i) => value + (i % 3) * 7), labels };
  const batch: Batch = {
    images: Float32Array.from(set.pixels, (byte) => byte / 127.5 - 1),
    shape: [3, 32, 32, 3],
    indices: Int32Array.of(0, 1, 2),
    label: { data: Int32Array.from(labels), shape: [3] },
  };
  const meter = task.meter();
  await meter.update(imagesOf(domain), batch);
  expect(await evaluateReconstruction(domain, set, latents, { task })).toEqual(await meter.result());
});
