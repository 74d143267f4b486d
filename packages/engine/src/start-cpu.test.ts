import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { startEngine } from './start-engine.js';

it('startEngine starts the engine that FTN_ENGINE names, and says so', async () => {
  vi.stubEnv('FTN_ENGINE', 'cpu');
  const warn = vi.spyOn(console, 'warn');
  expect(await startEngine()).toMatchObject({ name: 'cpu', threads: 1, why: 'FTN_ENGINE=cpu' });
  expect(tf.getBackend()).toBe('cpu');
  expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
  expect(warn).not.toHaveBeenCalled();
  vi.unstubAllEnvs();
});
