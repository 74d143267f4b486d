import { UsageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  addRelu,
  batchNorm,
  conv2d,
  differentiable,
  globalAveragePool,
  linear,
  maxPool2d,
  type ObservedOperation,
  observeOperations,
  resizeBilinear,
} from '../index.js';

/** Runs `f` and gives the operations it ran. */
function observed(f: () => tf.Tensor): { operations: ObservedOperation[]; result: tf.Tensor } {
  const operations: ObservedOperation[] = [];
  const result = observeOperations((operation) => operations.push(operation), f);
  return { operations, result };
}

it('observe reports outermost operations of this package and of tfjs, with inputs, attributes and outputs', () => {
  tf.tidy(() => {
    const x = tf.ones([1, 8, 8, 3]) as tf.Tensor4D;
    const kernel = tf.ones([3, 3, 3, 4]) as tf.Tensor4D;
    const [scale, offset, mean, variance] = [1, 2, 3, 4].map((v) => tf.fill([4], v) as tf.Tensor1D);
    const weight = tf.ones([2, 4]) as tf.Tensor2D;
    const { operations, result } = observed(() => {
      const y = conv2d(x, kernel, { stride: 2, padding: 1, dilation: 1 });
      const p = { scale: scale!, offset: offset!, mean: mean!, variance: variance! };
      const normal = batchNorm(y, p, { epsilon: 1e-3, activation: 'relu' });
      const pooled = maxPool2d(addRelu(normal, y), { size: 2 });
      return tf.sigmoid(linear(globalAveragePool(resizeBilinear(pooled, [5, 5])), weight));
    });
    expect(operations.map(({ name }) => name)).toEqual([
      'conv2d',
      'batchNorm',
      'addRelu',
      'maxPool2d',
      'resizeBilinear',
      'globalAveragePool',
      'linear',
      'Sigmoid',
    ]);
    const [conv, norm, sum, pool, resize] = operations;
    expect(conv!.inputs.x).toBe(x);
    expect(conv!.inputs.filter).toBe(kernel);
    expect(conv!.attributes).toMatchObject({ stride: 2, padding: 1, dilation: 1 });
    expect(norm!.inputs).toMatchObject({ x: conv!.outputs[0], scale, offset, mean, variance });
    expect(norm!.attributes).toEqual({ epsilon: 1e-3, activation: 'relu' });
    expect(Object.values(sum!.inputs).map(({ id }) => id)).toEqual([
      norm!.outputs[0]!.id,
      conv!.outputs[0]!.id,
    ]);
    expect(pool!.attributes).toEqual({ size: 2, stride: 2, padding: 0 });
    expect(resize!.attributes).toEqual({ size: [5, 5], alignCorners: false });
    expect(operations.at(-1)!.outputs[0]!.id).toBe(result.id);
  });
});

it('observe looks inside a composition without a name', () => {
  tf.tidy(() => {
    const x = tf.ones([2]);
    const twice = (t: tf.Tensor) =>
      differentiable(
        { t },
        () => tf.mul(tf.add(t, 1), 2),
        (dy) => ({ t: () => dy }),
      );
    const { operations } = observed(() => twice(x));
    expect(operations.map(({ name }) => name)).toEqual(['Add', 'Multiply']);
  });
});

it('observe leaves no trace after its end, after an error in the function or one in the observer', () => {
  const own = () => Object.hasOwn(tf.engine(), 'runKernelFunc');
  const seen: string[] = [];
  const note = ({ name }: ObservedOperation) => seen.push(name);
  observeOperations(note, () => tf.add(tf.ones([2]), 1)).dispose();
  expect(own()).toBe(false);
  const fail = () => {
    throw new Error('mine');
  };
  expect(() => observeOperations(note, fail)).toThrow('mine');
  expect(() => tf.tidy(() => observeOperations(fail, () => tf.add(tf.ones([2]), 1)))).toThrow('mine');
  expect(own()).toBe(false);
  const count = seen.length;
  tf.add(tf.ones([2]), 1).dispose();
  expect(seen).toHaveLength(count);
  expect(() => observeOperations(note, () => observeOperations(note, () => 0))).toThrow(UsageError);
});
