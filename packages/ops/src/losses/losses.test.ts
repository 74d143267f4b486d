import {
  dispose,
  fill,
  ones,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor1d,
  zeros,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/losses.json' with { type: 'json' };
import { l2Normalize } from '../l2-normalize.js';
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { balancedCrossEntropy } from './balanced-cross-entropy.js';
import { crossEntropy } from './cross-entropy.js';
import { maskedL1 } from './masked-l1.js';

/** The test's loss is weighted by a fixed number, as every output is. */
const weight = () => {
  const w = values([], 99);
  const [value] = w.dataSync() as Float32Array;
  w.dispose();
  return value as number;
};

function expectLoss(
  f: (x: Tensor) => Tensor,
  x: Tensor,
  expected: { loss: number; gradient: readonly number[] },
): void {
  const { y, gradients } = gradientsOf(({ x }: { x: Tensor }) => f(x), { x });
  const scale = weight();
  if (expected.loss === 0) {
    expect(y).toHaveLength(1);
    expect(y[0] === 0).toBe(true);
    expect((gradients.x as Float32Array).every((v) => v === 0)).toBe(true);
    return;
  }
  expectClose('loss', y, [expected.loss]);
  expectClose(
    'gradient',
    gradients.x as Float32Array,
    expected.gradient.map((v) => v * scale),
  );
}

onEveryEngine(() => {
  it.each(reference.denseCrossEntropy)('cross entropy of $shape with ignored rows equals PyTorch', (c) => {
    const labels = tensor1d(c.labels, 'int32');
    expectLoss(
      (x) => crossEntropy(x as Tensor2D, labels, { ignoreIndex: 255 }),
      values(c.shape, 1, (v) => 4 * v),
      { loss: c.loss, gradient: c.dLogits },
    );
    labels.dispose();
  });

  it.each(reference.balancedCrossEntropy)(
    'balanced cross entropy with weight $positiveWeight, logits ×$factor, equals PyTorch',
    (c) => {
      const labels = tensor(c.labels, c.shape);
      expectLoss(
        (x) => balancedCrossEntropy(x, labels, { positiveWeight: c.positiveWeight }),
        values(c.shape, 1, (v) => c.factor * v),
        { loss: c.loss, gradient: c.dLogits },
      );
      labels.dispose();
    },
  );

  it.each(reference.unitNormals)('masked L1 of unit vectors equals PyTorch', (c) => {
    const x = () => values<Tensor4D>(c.shape, 1, (v) => 2 * v);
    const unit = gradientsOf(({ x }: { x: Tensor4D }) => l2Normalize(x), { x: x() });
    expectClose('y', unit.y, c.y);
    expectClose('dx', unit.gradients.x as Float32Array, c.dxOfUnit);
    const raw = values<Tensor4D>(c.shape, 2);
    const target = l2Normalize(raw);
    const mask = tensor(
      c.valid.flatMap((v) => [v, v, v]),
      c.shape,
      'bool',
    );
    expectLoss((x) => maskedL1(l2Normalize(x as Tensor4D), target, mask), x(), {
      loss: c.loss,
      gradient: c.dx,
    });
    dispose([raw, target, mask]);
  });

  it('the sum of a loss over a million pixels loses no digits', () => {
    const [output, target, mask] = [fill([1001, 1013], 0.1), zeros([1001, 1013]), ones([1001, 1013], 'bool')];
    const loss = maskedL1(output, target, mask);
    expectClose('loss', loss, [0.1], 3e-5);
    dispose([output, target, mask, loss]);
  });

  it('losses ignore values outside the mask, and accept vectors of any length', () => {
    const nan = tensor([Number.NaN, 1, Number.NaN]);
    const mask = tensor([0, 1, 0], [3], 'bool');
    const depth = gradientsOf(({ x }: { x: Tensor }) => maskedL1(x, nan, mask), { x: tensor([5, 4, 3]) });
    expect([...depth.y]).toEqual([3]);
    expect(Array.from(depth.gradients.x as Float32Array, Math.sign)).toEqual([0, Math.sign(weight()), 0]);
    const edges = gradientsOf(
      ({ x }: { x: Tensor }) => balancedCrossEntropy(x, nan, { positiveWeight: 0.95 }),
      { x: tensor([1e4, -1e4, 0]) },
    );
    expectClose('loss', edges.y, [0.95 * 1e4]);
    expectClose('gradient', edges.gradients.x as Float32Array, [0, -0.95 * weight(), 0]);
    const short = gradientsOf(({ x }: { x: Tensor4D }) => l2Normalize(x), {
      x: tensor([0, 0, 0, 1e-20, 0, 0, 3e15, 0, 4e15], [1, 1, 3, 3]) as Tensor4D,
    });
    expectClose('y', short.y.subarray(6), [0.6, 0, 0.8]);
    expect([...short.y.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect((short.gradients.x as Float32Array).subarray(0, 6).every((v) => v === 0)).toBe(true);
    expect((short.gradients.x as Float32Array).every(Number.isFinite)).toBe(true);
    dispose([nan, mask]);
  });
});

describe('losses with arguments that do not fit', () => {
  it('are refused with the reason', () => {
    const x = values<Tensor2D>([2, 3], 1);
    const labels = tensor1d([255, 3], 'int32');
    expect(() => crossEntropy(x, labels, { ignoreIndex: 255 })).toThrow(
      /labels\[1\] does not name a class: expected 0 … 2 or 255, got 3/,
    );
    expect(() => crossEntropy(x, labels)).toThrow(/labels\[0\] does not name a class/);
    expect(() => balancedCrossEntropy(x, labels, { positiveWeight: 0.5 })).toThrow(/labels does not fit/);
    expect(() => balancedCrossEntropy(x, x, { positiveWeight: 1.5 })).toThrow(/positiveWeight must lie in/);
    expect(() => maskedL1(x, labels as Tensor1D, x)).toThrow(/target does not fit/);
    expect(() => l2Normalize(x as unknown as Tensor4D)).toThrow(/\[N, H, W, C\]/);
    dispose([x, labels]);
  });
});
