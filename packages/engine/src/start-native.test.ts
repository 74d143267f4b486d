// For the types of operations as methods alone; what adds the methods is the engine.
import type {} from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runFixture } from './__fixtures__/run-on-sources.js';
import { findInstalledEngine } from './native/installed-engine.js';
import { startEngine } from './start-engine.js';

interface NodeBackend {
  readonly binding: Record<string, number>;
  executeSingleOutput(
    name: string,
    attributes: readonly { name: string; type: number | undefined; value: unknown }[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
}

const installed = 'folder' in findInstalledEngine();
const fixture = new URL('./__fixtures__/start-and-convolve.ts', import.meta.url);

describe.skipIf(!installed)('the native engine', () => {
  beforeAll(async () => {
    vi.stubEnv('FTN_ENGINE', '');
    await startEngine();
  });

  it('is chosen where it is installed, and is the backend of the tfjs-core that libraries import', async () => {
    expect(await startEngine()).toMatchObject({
      name: 'native',
      tensorflow: '2.21.0',
      why: 'the native engine is installed',
      fingerprint: { backend: 'tensorflow', tfjs: '4.22.0', tensorflow: '2.21.0' },
    });
    expect(tf.getBackend()).toBe('tensorflow');
    expect([
      ...tf
        .grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3, -2]))
        .dataSync(),
    ]).toEqual([6, -4]);
    expect([...tf.tensor1d([1, 2]).add(1).dataSync()]).toEqual([2, 3]);
  });

  it('accepts attributes that are lists of numbers: symmetric padding inside the convolution', () => {
    const backend = tf.backend() as unknown as NodeBackend;
    const { binding } = backend;
    const image = tf.reshape(tf.range(1, 17), [1, 4, 4, 1]);
    const kernel = tf.ones([3, 3, 1, 1]);
    const attributes = [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'strides', type: binding.TF_ATTR_INT, value: [1, 2, 2, 1] },
      { name: 'padding', type: binding.TF_ATTR_STRING, value: 'EXPLICIT' },
      { name: 'explicit_paddings', type: binding.TF_ATTR_INT, value: [0, 0, 1, 1, 1, 1, 0, 0] },
      { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
      { name: 'dilations', type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] },
      { name: 'use_cudnn_on_gpu', type: binding.TF_ATTR_BOOL, value: true },
    ];
    // 'same' pads a 4×4 image below and right only; symmetric padding gives the sums around pixels (0,0), (0,2) …
    const got = backend.executeSingleOutput('Conv2D', attributes, [image, kernel]);
    expect([...got.dataSync()]).toEqual([14, 30, 57, 99]);
  });

  it('starts with the requested threads, and prints nothing on stderr', async () => {
    const { code, stdout, stderr } = await runFixture(fixture, ['1'], { FTN_ENGINE: 'native' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { info, sums } = JSON.parse(stdout) as {
      info: Awaited<ReturnType<typeof startEngine>>;
      sums: number[];
    };
    expect(info).toMatchObject({ name: 'native', threads: 1, fingerprint: { threads: 1 } });
    expect(sums).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4]);
  });

  it.each(['plain', 'off'])('takes the kernels that FTN_KERNELS=%s asks for', async (set) => {
    const { stdout } = await runFixture(fixture, ['1'], { FTN_ENGINE: 'native', FTN_KERNELS: set });
    const { info } = JSON.parse(stdout) as { info: Awaited<ReturnType<typeof startEngine>> };
    // Without a compiler there are none.
    const { kernels } = (await startEngine()).fingerprint;
    expect(info.fingerprint.kernels).toBe(set === 'off' || kernels === null ? null : set);
  });
});
