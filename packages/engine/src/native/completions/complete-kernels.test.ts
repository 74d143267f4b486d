import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../../start-engine.js';
import { findInstalledEngine } from '../installed-engine.js';

const installed = 'folder' in findInstalledEngine();

type Work = () => tf.Tensor | tf.Tensor[];

/** What `work` gives on a backend: type, shape and values of each result. */
async function on(backend: string, work: Work) {
  await tf.setBackend(backend);
  const results = [tf.tidy(work)].flat();
  const said = results.map((one) => ({ dtype: one.dtype, shape: one.shape, values: [...one.dataSync()] }));
  tf.dispose(results);
  return said;
}

/** The native backend gives what TensorFlow.js gives in JavaScript, and keeps nothing. */
async function expectSame(work: Work): Promise<void> {
  const expected = await on('cpu', work);
  await tf.setBackend('tensorflow');
  const before = tf.memory().numTensors;
  const got = await on('tensorflow', work);
  expect(tf.memory().numTensors).toBe(before);
  expect(got.map(({ dtype, shape }) => [dtype, shape])).toEqual(
    expected.map(({ dtype, shape }) => [dtype, shape]),
  );
  for (const [index, { values }] of got.entries()) {
    for (const [at, value] of values.entries()) {
      expect(value).toBeCloseTo(expected[index]!.values[at] as number, 4);
    }
  }
}

/** Numbers without a pattern that a wrong place of a window could repeat. */
function numbers(shape: number[], seed: number): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => Math.sin(seed + i * i)),
    shape,
  );
}

describe.skipIf(!installed)('completeKernels', () => {
  beforeAll(async () => {
    vi.stubEnv('FTN_ENGINE', 'native');
    await startEngine();
  });

  const { abs, acos, asinh, atan, expm1, log1p, neg, relu, round, selu } = tf;
  const { sign, sinh, softplus, square, step } = tf;
  const unary = { abs, acos, asinh, atan, expm1, log1p, neg, relu, round, selu, sign, sinh, softplus };
  it.each(Object.entries({ ...unary, isNaN: tf.isNaN, square, step }))(
    '%s takes whole numbers and truths',
    async (_, run) => {
      await expectSame(() => run(tf.tensor1d([1, -2, 3, 7], 'int32')));
      await expectSame(() => run(tf.tensor1d([1, 0, 1, 1], 'bool')));
    },
  );

  it('compares words', async () => {
    await expectSame(() => tf.less(tf.tensor1d(['a', 'd', 'ü']), tf.tensor1d(['b', 'c', 'ü'])));
  });

  type Two = [number, number];
  const windows: { pad: number; filter: number; stride: number; mode: 'floor' | 'ceil' | 'round' }[] = [
    { pad: 1, filter: 3, stride: 2, mode: 'floor' },
    { pad: 1, filter: 3, stride: 2, mode: 'ceil' },
    { pad: 2, filter: 3, stride: 1, mode: 'floor' },
    { pad: 1, filter: 2, stride: 4, mode: 'floor' },
    { pad: 1, filter: 3, stride: 2, mode: 'round' },
  ];

  it.each(windows)('pools with margins of $pad: $filter, stride $stride, $mode', async (one) => {
    const { pad, filter, stride, mode } = one;
    const plane = () => numbers([2, 7, 6, 3], 1) as tf.Tensor4D;
    const space = () => numbers([1, 5, 6, 4, 2], 2) as tf.Tensor5D;
    await expectSame(() => tf.maxPool(plane(), filter, stride, pad, mode));
    await expectSame(() => tf.avgPool(plane(), filter, stride, pad, mode));
    await expectSame(() => tf.maxPool3d(space(), filter, stride, pad, mode));
    await expectSame(() => tf.avgPool3d(space(), filter, stride, pad, mode));
    // Its gradient counts windows as if there were no rounding.
    if (mode !== 'floor') return;
    await expectSame(() => tf.grad((x) => tf.maxPool(x as tf.Tensor4D, filter, stride, pad, mode))(plane()));
  });

  // Where windows reach over the edge, the JavaScript backend's gradient of an average is another average's.
  it.each(windows)('averages with margins of $pad have their own gradient: $filter, $stride', async (one) => {
    const { pad, filter, stride } = one;
    await tf.setBackend('tensorflow');
    for (const rank of [4, 5]) {
      tf.tidy(() => {
        const x = numbers(rank === 4 ? [1, 5, 6, 1] : [1, 3, 4, 5, 1], 3);
        const direction = numbers(x.shape, 4);
        const average = (at: tf.Tensor) =>
          rank === 4
            ? tf.avgPool(at as tf.Tensor4D, filter, stride, pad)
            : tf.avgPool3d(at as tf.Tensor5D, filter, stride, pad);
        const weights = numbers(average(x).shape, 5);
        const loss = (at: tf.Tensor) => tf.sum(tf.mul(average(at), weights));
        // It is linear: one difference along a direction is exact but for rounding.
        const difference = tf.sub(loss(tf.add(x, direction)), loss(x)).dataSync()[0];
        const slope = tf.sum(tf.mul(tf.grad(loss)(x), direction)).dataSync()[0];
        expect(slope).toBeCloseTo(difference as number, 4);
      });
    }
  });

  it.each(windows)('convolves with margins of $pad, forward and backward: $filter, $stride', async (one) => {
    const { pad, filter, stride } = one;
    const x = () => numbers([2, 7, 6, 3], 6) as tf.Tensor4D;
    const kernel = () => numbers([filter, filter, 3, 2], 7) as tf.Tensor4D;
    const strides: Two = [stride, stride];
    const gradients = (run: (a: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor) => () =>
      tf.grads((a, b) => run(a as tf.Tensor4D, b as tf.Tensor4D))([x(), kernel()]);
    await expectSame(() => tf.conv2d(x(), kernel(), strides, pad));
    await expectSame(gradients((a, b) => tf.conv2d(a, b, strides, pad)));
    await expectSame(() => tf.depthwiseConv2d(x(), kernel(), strides, pad));
    await expectSame(gradients((a, b) => tf.depthwiseConv2d(a, b, strides, pad)));
    await expectSame(() =>
      tf.fused.conv2d({ x: x(), filter: kernel(), strides, pad, activation: 'relu', dataFormat: 'NHWC' }),
    );
  });

  it('draws the same with the same seed, and something else without one', async () => {
    await tf.setBackend('tensorflow');
    const draw = (seed?: number) => tf.multinomial(tf.tensor1d([0.1, 0.2, 0.3, 0.4]), 200, seed).dataSync();
    expect([...draw(7)]).toEqual([...draw(7)]);
    expect([...draw(7)]).not.toEqual([...draw(8)]);
    expect([...draw()]).not.toEqual([...draw()]);
    const counts = [...tf.multinomial(tf.tensor1d([0.25, 0.75]), 4000, 1, true).dataSync()];
    expect(counts.filter((one) => one === 1).length / 4000).toBeCloseTo(0.75, 1);
  });

  it('leaves errors of the caller as they are', async () => {
    await tf.setBackend('tensorflow');
    expect(() => tf.bincount(tf.tensor1d([-1], 'int32'), tf.tensor1d([]), 4)).toThrow(/non-negative/);
  });
});
