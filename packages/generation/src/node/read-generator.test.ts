import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { differenceFrom, normalValues } from '../__fixtures__/reference.js';
import reference from './__fixtures__/checkpoint/images.json' with { type: 'json' };
import { readGenerator } from './read-generator.js';

const folder = fileURLToPath(new URL('./__fixtures__/checkpoint', import.meta.url));
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ftn-generator-'));
});
afterAll(() => rm(directory, { recursive: true }));

it("readGenerator reads a checkpoint folder in PyTorch's old format, and makes PyTorch's images", async () => {
  const generator = await readGenerator(folder, { expected: { width: 2, resolution: 32 } });
  const images = tf.tidy(() => {
    const latents = normalValues('latents 0', [2, 12]) as tf.Tensor2D;
    return generator.forward(latents, tf.tensor1d(reference.labels, 'int32'));
  });
  expect(differenceFrom('images', images, reference.images)).toBeLessThan(1e-4);
  generator.dispose();
  images.dispose();
});

it('readGenerator names the missing file and the one that is present', async () => {
  await expect(readGenerator(folder, { weights: 'last' })).rejects.toThrow(
    /holds no last weights: expected G\.pth or G\.safetensors, got G_ema\.pth\. Name .*G_ema\.pth itself/,
  );
  await copyFile(join(folder, 'G_ema.pth'), join(directory, 'G.pth'));
  await expect(readGenerator(directory)).rejects.toThrow(
    /holds no moving average: expected G_ema\.pth or G_ema\.safetensors, got G\.pth/,
  );
  (await readGenerator(directory, { weights: 'last' })).dispose();
  await rm(join(directory, 'G.pth'));
  await expect(readGenerator(directory)).rejects.toThrow(
    /got no generator\. Give the folder of a checkpoint/,
  );
  await expect(readGenerator(join(directory, 'none'))).rejects.toThrow(/cannot be read: got ENOENT/);
});
