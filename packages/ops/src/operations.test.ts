import {
  dispose,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from './__fixtures__/operations.json' with { type: 'json' };
import { valueAndGradients } from './autodiff/value-and-gradients.js';
import { linear } from './linear.js';
import { crossEntropy } from './losses/cross-entropy.js';
import { globalAveragePool } from './pool/global-average-pool.js';
import { addRelu, relu } from './relu.js';
import { resizeBilinear } from './resize-bilinear.js';
import { onEveryEngine } from './testing/engines.js';
import { gradientsOf } from './testing/gradients-of.js';
import { expectClose, values } from './testing/values.js';

onEveryEngine(() => {
  it.each(reference.resize)('resize of $x to $size, corners aligned $alignCorners, equals PyTorch', (c) => {
    const { shape, y, gradients } = gradientsOf(
      ({ x }: { x: Tensor4D }) =>
        resizeBilinear(x, c.size as [number, number], { alignCorners: c.alignCorners }),
      { x: values(c.x, 1) },
    );
    expect(shape).toEqual([c.x[0], ...c.size, c.x[3]]);
    expectClose('y', y, c.y);
    expectClose('dx', gradients.x as Float32Array, c.dx);
  });

  it.each(reference.crossEntropy)(
    'cross entropy with smoothing $labelSmoothing, logits ×$factor, equals PyTorch',
    (c) => {
      const logits = values<Tensor2D>([5, 7], 1, (v) => v * c.factor);
      const labels = tensor1d(c.labels, 'int32');
      const v = variable(logits) as unknown as Tensor2D & ReturnType<typeof variable>;
      const result = valueAndGradients(() => ({ loss: crossEntropy(v, labels, c) }), [v]);
      expectClose('loss', result.loss, [c.loss]);
      expectClose('dLogits', result.gradients.get(v.name) as Tensor, c.dLogits);
      dispose([logits, labels, v, result.loss, ...result.gradients.values()]);
    },
  );

  it('a head of global pooling and a linear layer equals PyTorch', () => {
    const c = reference.head;
    const { y, gradients } = gradientsOf(
      ({ x, weight, bias }: { x: Tensor4D; weight: Tensor2D; bias: Tensor1D }) =>
        linear(globalAveragePool(x), weight, bias),
      { x: values([2, 4, 5, 6], 1), weight: values([7, 6], 2), bias: values([7], 3) },
    );
    expectClose('y', y, c.y);
    expectClose('dx', gradients.x as Float32Array, c.dx);
    expectClose('dWeight', gradients.weight as Float32Array, c.dWeight);
    expectClose('dBias', gradients.bias as Float32Array, c.dBias);
  });

  it('relu and addRelu pass the gradient where the result is positive', () => {
    const [a, b, w] = [values([40], 1), values([40], 2), values([40], 99)];
    const sums = Array.from(a.dataSync(), (v, i) => v + (b.dataSync()[i] as number));
    const alone = gradientsOf(({ x }: { x: Tensor }) => relu(x), { x: a.clone() });
    const both = gradientsOf((p: { a: Tensor; b: Tensor }) => addRelu(p.a, p.b), {
      a: a.clone(),
      b: b.clone(),
    });
    const masked = (by: ArrayLike<number>) =>
      Array.from(w.dataSync(), (v, i) => ((by[i] as number) > 0 ? v : 0));
    expectClose(
      'relu',
      alone.y,
      Array.from(a.dataSync(), (v) => Math.max(v, 0)),
    );
    expectClose('dx', alone.gradients.x as Float32Array, masked(a.dataSync()));
    expectClose(
      'addRelu',
      both.y,
      sums.map((v) => Math.max(v, 0)),
    );
    expectClose('da', both.gradients.a as Float32Array, masked(sums));
    expectClose('db', both.gradients.b as Float32Array, masked(sums));
    dispose([a, b, w]);
  });
});

describe('operations of classifiers with arguments that do not fit', () => {
  it('are refused with the reason', () => {
    const x = values<Tensor2D>([2, 3], 1);
    const image = values<Tensor4D>([1, 2, 2, 1], 1);
    const labels = tensor1d([0, 3], 'int32');
    expect(() => linear(x, values([4, 2], 1))).toThrow(/differ in the number of inputs/);
    expect(() => linear(x, values([4, 3], 1), values<Tensor1D>([3], 1))).toThrow(/bias does not fit/);
    expect(() => crossEntropy(x, labels)).toThrow(/labels\[1\] does not name a class: expected 0 … 2, got 3/);
    expect(() => crossEntropy(x, labels, { labelSmoothing: 1 })).toThrow(/labelSmoothing/);
    expect(() => resizeBilinear(image, [0, 2])).toThrow(/size must be a whole number/);
    expect(() => addRelu(x, values<Tensor2D>([3, 2], 1))).toThrow(/expected \[2, 3\], got \[3, 2\]/);
    expect(() => globalAveragePool(x as unknown as Tensor4D)).toThrow(/\[N, H, W, C\]/);
  });
});
