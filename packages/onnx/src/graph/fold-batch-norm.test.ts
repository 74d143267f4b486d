import { addRelu, batchNorm, conv2d } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, it } from 'vitest';
import { denseNetwork, pictures } from '../testing/networks.js';
import { relativeDifference, runGraph } from '../testing/run-graph.js';
import { traceGraph } from '../trace/trace-graph.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import type { Graph } from './graph.js';

const { weights, forward, dispose } = denseNetwork();
afterAll(dispose);
const trace = (f: (x: tf.Tensor4D) => tf.Tensor) => traceGraph(f, { name: 'test', weights, size: [24, 24] });
const count = (graph: Graph, operator: string) =>
  graph.nodes.filter((node) => node.operator === operator).length;

function difference(a: Graph, b: Graph): number {
  return tf.tidy(() => {
    const x = pictures(1, 24);
    return relativeDifference(runGraph(a, x).dataSync(), runGraph(b, x).dataSync());
  });
}

it('foldBatchNorm leaves no batch norm after a convolution, and computes the same function', () => {
  const graph = trace(forward);
  const folded = foldBatchNorm(graph);
  expect([count(graph, 'BatchNormalization'), count(folded, 'BatchNormalization')]).toEqual([2, 0]);
  expect(count(folded, 'Conv')).toBe(count(graph, 'Conv'));
  expect([...folded.initializers.keys()].filter((name) => /bn|^(stem|atrous)/.test(name)).sort()).toEqual([
    'atrous.folded.bias',
    'atrous.folded.weight',
    'stem.folded.bias',
    'stem.folded.weight',
  ]);
  expect(difference(folded, graph)).toBeLessThan(1e-5);
});

it('foldBatchNorm folds both batch norms of a convolution normalised twice', () => {
  const graph = trace((x) => {
    const [scale, offset, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
      (part) => weights.get(`stem.bn.${part}`) as tf.Tensor1D,
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    const p = { scale, offset, mean, variance };
    return batchNorm(batchNorm(conv2d(x, weights.get('stem.weight') as tf.Tensor4D), p), p);
  });
  const folded = foldBatchNorm(foldBatchNorm(graph));
  expect(folded.nodes.map(({ operator }) => operator)).toEqual(['Conv']);
  expect(difference(folded, graph)).toBeLessThan(1e-5);
});

it('foldBatchNorm keeps a batch norm whose convolution has another consumer', () => {
  const graph = trace((x) => {
    const part = (name: string) => weights.get(`stem.bn.${name}`) as tf.Tensor1D;
    const y = conv2d(x, weights.get('stem.weight') as tf.Tensor4D);
    const statistics = { mean: part('running_mean'), variance: part('running_var') };
    return addRelu(batchNorm(y, { scale: part('weight'), offset: part('bias'), ...statistics }), y);
  });
  expect(foldBatchNorm(graph)).toEqual(graph);
});
