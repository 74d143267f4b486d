import { UsageError } from '@ftn/errors';
import { batchNormTraining, conv2d, depthwiseConv2d } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { denseNetwork, inMemory, pictures } from '../testing/networks.js';
import { relativeDifference, runGraph } from '../testing/run-graph.js';
import { traceGraph } from './trace-graph.js';

const dense = denseNetwork();
afterAll(() => dense.dispose());
const { weights } = dense;
const trace = (f: (x: tf.Tensor4D) => tf.Tensor, dynamicBatch = false) =>
  traceGraph(f, { name: 'test', weights, size: [24, 20], dynamicBatch });

describe('traceGraph', () => {
  it.each([
    [false, 1],
    [true, 3],
  ])('computes the function of the network (any batch: %s)', (dynamicBatch, count) => {
    const before = tf.memory().numTensors;
    const graph = trace(dense.forward, dynamicBatch);
    expect(tf.memory().numTensors).toBe(before);
    expect(graph.inputs).toEqual([{ name: 'input', shape: [dynamicBatch ? 'N' : 1, 3, 24, 20] }]);
    expect(graph.outputs).toEqual([{ name: 'output', shape: [dynamicBatch ? 'N' : 1, 3, 24, 20] }]);
    tf.tidy(() => {
      const noise = pictures(count, [24, 20]);
      const expected = tf.transpose(dense.forward(inMemory(noise)), [0, 3, 1, 2]);
      const got = runGraph(graph, noise);
      expect(got.shape).toEqual(expected.shape);
      expect(relativeDifference(got.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
    });
  });

  it('names layers as their weights, stores each weight once, and folds constants', () => {
    const { nodes, initializers } = trace(dense.forward);
    expect(nodes.map(({ name }) => name)).toEqual([
      ...[
        'sub',
        'div',
        'stem',
        'stem.bn',
        'stem.bn.relu',
        'maxpool',
        'atrous',
        'atrous.bn',
        'tanh',
        'add',
        'relu',
      ],
      ...['gate', 'sigmoid', 'relu_1', 'concat', 'resize', 'relu_2', 'resize_1', 'concat_1', 'last', 'add_1'],
      ...['softmax', 'mul'],
    ]);
    const stored = ['input.mean.channels', 'multiply.channels', 'number_2', 'number_10', 'sizes_1x10x24x20'];
    expect([...initializers.keys()].sort()).toEqual(
      [
        ...[...weights.keys()].filter((name) => !['input.mean', 'last.bias'].includes(name)),
        ...stored,
        'sizes_1x4x24x20',
      ].sort(),
    );
    expect(initializers.get('stem.weight')!.shape).toEqual([4, 3, 3, 3]);
    const bias = weights.get('last.bias')!.dataSync();
    expect([...initializers.get('multiply.channels')!.data]).toEqual(
      [...bias].map((v) => Math.fround(v * 3)),
    );
  });

  it('refuses an unsupported operation, and lists the supported ones', () => {
    const kernel = weights.get('stem.weight') as tf.Tensor4D;
    const cosine = () => trace((x) => tf.cos(conv2d(x, kernel)));
    expect(cosine).toThrow(UsageError);
    expect(cosine).toThrow(/'Cos' cannot be expressed in ONNX: expected one of conv2d, batchNorm, .*Sigmoid/);
    const secret = tf.ones([3, 3, 3, 4]) as tf.Tensor4D;
    expect(() => trace((x) => conv2d(x, secret))).toThrow(/a value of shape \[3, 3, 3, 4\] from outside/);
    // Statistics of the batch, and operations that run on the engine unseen, lead to values nobody vouches for.
    const [scale, offset] = ['weight', 'bias'].map((part) => weights.get(`stem.bn.${part}`) as tf.Tensor1D);
    const training = (x: tf.Tensor4D) =>
      tf.relu(batchNormTraining(conv2d(x, kernel), { scale: scale!, offset: offset! }).y);
    expect(() => trace(training)).toThrow(UsageError);
    const depthwise = tf.ones([3, 3, 3, 1]) as tf.Tensor4D;
    expect(() => trace((x) => conv2d(depthwiseConv2d(x, depthwise), kernel))).toThrow(UsageError);
    expect(() => trace((x) => tf.add(x, tf.ones([24, 20, 3])))).toThrow(UsageError);
    const reshaped = () => trace((x) => tf.reshape(x, [1, -1]));
    expect(reshaped).toThrow(
      /expected \[N, C\] to \[N, 1, 1, C\], or back, got \[1, 24, 20, 3\] to \[1, 1440\]/,
    );
    tf.dispose([secret, depthwise]);
  });

  it('refuses a result that does not depend on the input', () => {
    expect(() => trace((x) => x)).toThrow(/does not depend on the input/);
    expect(() => trace(() => tf.mul(weights.get('last.bias')!, 2))).toThrow(/does not depend on the input/);
  });
});
