import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../start-engine.js';

/** Why the engine cannot start here; undefined where it runs. */
let why: string | undefined;
const immediate = globalThis.setImmediate;

beforeAll(async () => {
  vi.stubEnv('FTN_ENGINE', '');
  why = await startEngine({ engine: 'webgpu' }).then(
    () => undefined,
    (error: Error) => error.message,
  );
});

describe('the engine webgpu, skipped where Dawn (FTN_WEBGPU) or an adapter of Vulkan is not here', () => {
  it('runs, or says which package or driver it needs', async ({ skip }) => {
    if (why !== undefined) {
      expect(why).toMatch(/needs two packages more.*npm i webgpu|no WebGPU adapter is here.*Vulkan/s);
      expect(globalThis.setImmediate).toBeDefined();
      skip(why);
    }
    const info = await startEngine();
    expect(info).toMatchObject({ name: 'webgpu', fingerprint: { backend: 'webgpu' } });
    expect(info.fingerprint.adapter).toMatch(/\S/);
    expect(tf.getBackend()).toBe('webgpu');
  });

  it('reads values at once and later, in any order', async ({ skip }) => {
    if (why !== undefined) skip(why);
    const x = tf.tensor2d([1, -2, 3, 4], [2, 2]);
    const product = tf.matMul(x, x);
    const sum = tf.sum(tf.square(product));
    const later = sum.data();
    expect([...product.dataSync()]).toEqual([-5, -10, 15, 10]);
    expect([...(await later)]).toEqual([450]);
    expect([...sum.dataSync()]).toEqual([450]);
    expect([...tf.greater(x, 0).dataSync()]).toEqual([1, 0, 1, 1]);
    expect([...tf.cast(x, 'int32').dataSync()]).toEqual([1, -2, 3, 4]);
  });

  it('has gradients of convolutions that are those of the JavaScript backend', async ({ skip }) => {
    if (why !== undefined) skip(why);
    // Drawn here: a shader's own sine is good to three digits.
    const numbers = (shape: number[], draw: (at: number) => number) =>
      tf.tensor(
        Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => draw(i)),
        shape,
      );
    const gradients = () => {
      const x = numbers([2, 6, 5, 3], Math.sin);
      const kernel = numbers([3, 3, 3, 4], Math.cos);
      const run = (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same')));
      return tf
        .grads(run)([x, kernel])
        .map((one) => [...one.dataSync()]);
    };
    const got = gradients();
    await tf.setBackend('cpu');
    const expected = gradients();
    await tf.setBackend('webgpu');
    for (const [which, values] of expected.entries()) {
      for (const [at, value] of values.entries()) expect(got[which]![at]).toBeCloseTo(value, 3);
    }
  });

  it('leaves what others give to setImmediate alone', async ({ skip }) => {
    if (why !== undefined) skip(why);
    expect(globalThis.setImmediate).not.toBe(immediate);
    const order: string[] = [];
    setImmediate((word: string) => order.push(word), 'immediate');
    tf.sum(tf.ones([8])).dataSync();
    order.push('read');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual(['read', 'immediate']);
  });

  it('leaves nothing waiting after many reads without a pause', async ({ skip }) => {
    if (why !== undefined) skip(why);
    const x = tf.ones([64]);
    for (let i = 0; i < 50; i++) tf.tidy(() => tf.sum(tf.mul(x, i)).dataSync());
    const waiting = process.getActiveResourcesInfo().filter((kind) => kind === 'Immediate');
    expect(waiting.length).toBeLessThan(3);
  });
});
