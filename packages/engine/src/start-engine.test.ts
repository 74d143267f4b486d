import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError, UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { engineInfo, startEngine } from './start-engine.js';

// One process: the tests run in order, and only the third starts an engine.
const hadWorker = 'Worker' in globalThis;
let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'ftn-start-'));
  vi.stubEnv('FTN_CACHE', cache);
  vi.stubEnv('FTN_ENGINE', '');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

it('engineInfo is refused before an engine is started', () => {
  expect(() => engineInfo()).toThrow(UsageError);
});

it('startEngine refuses an impossible request with the remedy, and may be called again', async () => {
  const forced = startEngine({ engine: 'native' });
  await expect(forced).rejects.toThrow(StorageError);
  await expect(forced).rejects.toThrow(/it is not installed.*Run 'ftn engine install'/);
  await expect(startEngine({ threads: 0 })).rejects.toThrow(UsageError);
  vi.stubEnv('FTN_ENGINE', 'gpu');
  await expect(startEngine()).rejects.toThrow(/expected native, wasm, cpu, webgpu, got 'gpu'/);
  vi.stubEnv('FTN_ENGINE', '');
});

it('startEngine falls back to wasm where native is not installed, and says why and what to do', async () => {
  const info = await startEngine({ threads: 2 });
  expect(info).toMatchObject({
    name: 'wasm',
    device: 'cpu',
    threads: 2,
    tfjs: tf.version_core,
    why: 'no native engine: it is not installed',
    fingerprint: { backend: 'wasm', tensorflow: null, threads: 2 },
  });
  expect(info.tensorflow).toBeUndefined();
  expect(info.advice).toMatch(/ftn engine install/);
  expect(tf.getBackend()).toBe('wasm');
});

it('startEngine keeps the engine it started, and refuses another', async () => {
  expect(await startEngine()).toBe(engineInfo());
  await expect(startEngine({ engine: 'cpu' })).rejects.toThrow(/wasm with 2 threads already runs/);
  await expect(startEngine({ threads: 1 })).rejects.toThrow(UsageError);
});

it('wasm computes on two threads what it computes on one, with gradients registered', () => {
  const image = tf.reshape(tf.range(0, 2 * 9 * 9 * 3), [2, 9, 9, 3]) as tf.Tensor4D;
  const kernel = tf.reshape(tf.range(0, 27 * 4), [3, 3, 3, 4]) as tf.Tensor4D;
  const [value, gradient] = [
    tf.conv2d(image, kernel, 1, 'valid'),
    tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3, -2])),
  ];
  // Window (0,0) of image 0, output channel 0: Σ over rows a, columns b, channels c of image · kernel.
  let expected = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++)
      for (let c = 0; c < 3; c++) expected += (27 * a + 3 * b + c) * 4 * (9 * a + 3 * b + c);
  }
  expect(value.shape).toEqual([2, 7, 7, 4]);
  expect(value.dataSync()[0]).toBe(expected);
  expect([...gradient.dataSync()]).toEqual([6, -4]);
});

it('startEngine leaves no handlers or settings on the process', () => {
  expect('Worker' in globalThis).toBe(hadWorker);
  const rethrowing = process
    .listeners('uncaughtException')
    .filter((one) => String(one).includes('ExitStatus'));
  expect(rethrowing).toEqual([]);
});
