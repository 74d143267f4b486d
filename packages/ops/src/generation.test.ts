import {
  dispose,
  memory,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/generation.json' with { type: 'json' };
import {
  attention,
  averagePool2d,
  biasAdd,
  embedding,
  modulate,
  type OutputAxis,
  spectralNorm,
  tanh,
  upsampleNearest,
} from './index.js';
import { onEveryEngine } from './testing/engines.js';
import { gradientsOf } from './testing/gradients-of.js';
import { expectClose, values } from './testing/values.js';

interface Case {
  readonly shape: number[];
  readonly y: number[];
  readonly gradients: Readonly<Record<string, number[]>>;
}

/** Compares f and every gradient with a case of the reference. */
function expectReference(c: Case, f: (inputs: never) => Tensor, inputs: Record<string, Tensor>): void {
  const { shape, y, gradients } = gradientsOf(f, inputs);
  expect(shape).toEqual(c.shape);
  expectClose('y', y, c.y);
  expect(Object.keys(gradients)).toEqual(Object.keys(c.gradients));
  for (const [name, expected] of Object.entries(c.gradients)) expectClose(name, gradients[name]!, expected);
}

onEveryEngine(() => {
  it.each(reference.upsample)('nearest upsampling by $factor equals PyTorch', (c) => {
    expectReference(c, ({ x }: { x: Tensor4D }) => upsampleNearest(x, c.factor), {
      x: values([2, 3, 4, 5], 1),
    });
  });

  it.each(reference.averagePool)('average pooling over blocks of $size equals PyTorch', (c) => {
    expectReference(c, ({ x }: { x: Tensor4D }) => averagePool2d(x, c.size), { x: values([2, 6, 12, 5], 1) });
  });

  it('attention equals PyTorch', () => {
    const f = (p: { query: Tensor3D; key: Tensor3D; value: Tensor3D }) => attention(p.query, p.key, p.value);
    expectReference(reference.attention, f, {
      query: values([2, 6, 3], 1, (v) => 3 * v),
      key: values([2, 4, 3], 2, (v) => 3 * v),
      value: values([2, 4, 5], 3),
    });
  });

  it('tanh equals PyTorch', () => {
    expectReference(reference.tanh, ({ x }: { x: Tensor }) => tanh(x), { x: values([40], 1, (v) => 4 * v) });
  });

  it('embedding equals PyTorch', () => {
    // The indices live no longer than the forward pass.
    const f = ({ table }: { table: Tensor2D }) =>
      embedding(table, tensor1d(reference.embedding.indices, 'int32'));
    expectReference(reference.embedding, f, { table: values([5, 3], 1) });
  });

  it('embedding with a single row, as for one class, sums every gradient', () => {
    const f = ({ table }: { table: Tensor2D }) => embedding(table, tensor1d([0, 0], 'int32'));
    const table = values([1, 3], 1);
    const row = [...table.dataSync()];
    const { shape, y, gradients } = gradientsOf(f, { table });
    expect(shape).toEqual([2, 3]);
    expectClose('y', y, [...row, ...row]);
    // The loss is Σ y·w with these weights.
    const weights = values([2, 3], 99);
    const w = [...weights.dataSync()];
    weights.dispose();
    expectClose('table', gradients.table!, [w[0]! + w[3]!, w[1]! + w[4]!, w[2]! + w[5]!]);
  });

  it.each(reference.modulate)('modulate with ReLU $activation equals PyTorch', (c) => {
    const options = c.activation ? ({ activation: 'relu' } as const) : {};
    const f = (p: { x: Tensor4D; scale: Tensor2D; offset: Tensor2D }) =>
      modulate(p.x, p.scale, p.offset, options);
    expectReference(c, f, {
      x: values([3, 4, 5, 6], 1),
      scale: values([3, 6], 2),
      offset: values([3, 6], 3),
    });
  });

  it('biasAdd equals PyTorch', () => {
    const f = ({ x, bias }: { x: Tensor4D; bias: Tensor1D }) => biasAdd(x, bias);
    expectReference(reference.biasAdd, f, { x: values([2, 4, 5, 6], 1), bias: values([6], 2) });
  });

  it.each(reference.spectralNorm)('spectral norm of $weight with outputs $outputs equals PyTorch', (c) => {
    const u = values<Tensor2D>([1, c.u.length], 2);
    const options = { outputs: c.outputs as OutputAxis, epsilon: 1e-6 };
    expectReference(c, ({ weight }: { weight: Tensor }) => spectralNorm(weight, u, options).weight, {
      weight: values(c.weight, 1),
    });
    const weight = values(c.weight, 1);
    const { sigma, u: next, weight: normalised } = spectralNorm(weight, u, options);
    expectClose('sigma', sigma, [c.sigma]);
    expectClose('u', next, c.u);
    dispose([u, weight, sigma, next, normalised]);
  });
});

describe('operations of generators with arguments that do not fit', () => {
  it('are refused with the reason, and leak no tensor', () => {
    const before = memory().numTensors;
    const image = values<Tensor4D>([1, 4, 6, 2], 1);
    const matrix = values<Tensor2D>([2, 3], 1);
    const places = values<Tensor3D>([1, 4, 3], 1);
    const indices = tensor1d([0, 2], 'int32');
    expect(() => upsampleNearest(image, 1.5)).toThrow(/factor must be a whole number/);
    expect(() => averagePool2d(image, 3)).toThrow(/as multiples of 3, got 4×6/);
    expect(() => attention(places, places, values([1, 5, 3], 1))).toThrow(
      /do not fit each other.*\[1, 5, 3\]/,
    );
    expect(() => embedding(matrix, indices)).toThrow(/indices\[1\] names no row: expected 0 … 1, got 2/);
    expect(() => modulate(image, matrix, matrix)).toThrow(
      /scale does not fit: expected \[1, 2\], got \[2, 3\]/,
    );
    expect(() => biasAdd(image, values<Tensor1D>([3], 1))).toThrow(/bias does not fit/);
    expect(() => spectralNorm(matrix, matrix, { outputs: 'first' })).toThrow(
      /u does not fit: expected \[1, 2\]/,
    );
    // The tensors made within the calls above.
    expect(memory().numTensors - before).toBe(6);
    dispose([image, matrix, places, indices]);
  });
});
