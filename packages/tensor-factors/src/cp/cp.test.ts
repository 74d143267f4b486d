import { kernelShape } from '@ftn/layers';
import { valueAndGradients } from '@ftn/ops';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type CpFactors, cpCount, cpDelta, cpMerge, cpNorm, khatriRao } from '../index.js';
import { type CpCase, cpCases, factorTensors, layerOf, relativeError } from './__fixtures__/cp-case.js';

/** ΔW by its definition, entry for entry, HWIO. */
function deltaByLoops({ kernel, channels, rank, factors }: CpCase): Float64Array {
  const [height, width] = kernel as [number, number];
  const [inputs, outputs] = channels as [number, number];
  const spatial = (p: number, q: number, r: number) =>
    factors.s
      ? factors.s[(p * width + q) * rank + r]!
      : factors.h![p * rank + r]! * factors.v![q * rank + r]!;
  const delta = new Float64Array(height * width * inputs * outputs);
  let n = 0;
  for (let p = 0; p < height; p++)
    for (let q = 0; q < width; q++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++, n++)
          for (let r = 0; r < rank; r++)
            delta[n]! += factors.b![o * rank + r]! * factors.a![i * rank + r]! * spatial(p, q, r);
  return delta;
}

/** The case's factors in three modes. */
function threeModes(cpCase: CpCase) {
  const factors = factorTensors(cpCase);
  const s = factors.get('s') ?? khatriRao(factors.get('h')!, factors.get('v')!);
  return { a: factors.get('a')!, b: factors.get('b')!, s };
}

describe.each(cpCases.map((cpCase) => [`${cpCase.name}, ${cpCase.modes} modes`, cpCase] as const))(
  'CP factors, %s',
  (_, cpCase) => {
    const kernel = [cpCase.kernel[0]!, cpCase.kernel[1]!] as const;

    it('give a ΔW that equals its definition and PyTorch’s', () => {
      const delta = cpDelta(threeModes(cpCase), kernel);
      expect(delta.shape).toEqual([...kernel, ...cpCase.channels]);
      expect(relativeError(delta.dataSync(), deltaByLoops(cpCase))).toBeLessThan(1e-6);
      expect(relativeError(delta.dataSync(), cpCase.delta)).toBeLessThan(1e-6);
    });

    it('give with Gram matrices the Frobenius norm of ΔW', () => {
      const norm = cpNorm(threeModes(cpCase)).dataSync()[0]!;
      const byLoops = Math.hypot(...deltaByLoops(cpCase));
      expect(Math.abs(norm / byLoops - 1)).toBeLessThan(1e-5);
      expect(Math.abs(norm / cpCase.norm - 1)).toBeLessThan(1e-5);
    });

    it('merge into the kernel W + ΔW', () => {
      const base = tf.tensor<tf.Rank.R4>(cpCase.w, kernelShape(layerOf(cpCase)));
      const merged = cpMerge(base, threeModes(cpCase)).dataSync();
      const expected = deltaByLoops(cpCase).map((d, i) => d + cpCase.w[i]!);
      expect(relativeError(merged, expected)).toBeLessThan(1e-6);
    });

    it('have through the merged kernel the gradients that ΔW gives them', () => {
      const base = tf.tensor<tf.Rank.R4>(cpCase.w, kernelShape(layerOf(cpCase)));
      const weights = tf.sin(tf.mul(base, 7));
      const factors = Object.fromEntries(
        Object.entries(threeModes(cpCase)).map(([name, value]) => [name, tf.variable(value)]),
      ) as unknown as CpFactors & Record<string, tf.Variable>;
      const gradients = (merged: () => tf.Tensor) =>
        valueAndGradients(
          () => ({ loss: tf.sum(tf.mul(merged(), weights)) as tf.Scalar, outputs: base }),
          Object.values(factors),
        ).gradients;
      const got = gradients(() => cpMerge(base, factors));
      const expected = gradients(() => tf.add(base, cpDelta(factors, kernel)));
      for (const { name } of Object.values(factors))
        expect(relativeError(got.get(name)!.dataSync(), expected.get(name)!.dataSync())).toBeLessThan(1e-6);
    });

    it('hold as many scalars as cpCount says', () => {
      const stored = [...factorTensors(cpCase).values()].reduce((n, factor) => n + factor.size, 0);
      expect(cpCount(layerOf(cpCase), cpCase.rank, cpCase.modes as 'three' | 'separable')).toBe(stored);
    });
  },
);

it('cpNorm of cancelling factors is zero, never NaN', () => {
  // b₁ ⊗ a ⊗ s − b₁ ⊗ a ⊗ s: the Gram sum cancels up to rounding, which may leave it below zero.
  for (let seed = 1; seed < 40; seed++) {
    const value = seed / 7;
    const a = tf.tensor2d([value, value, 1.1, 1.1], [2, 2]);
    const b = tf.tensor2d([0.3, -0.3, value, -value], [2, 2]);
    const s = tf.tensor2d([1 / value, 1 / value], [1, 2]);
    const norm = cpNorm({ a, b, s }).dataSync()[0]!;
    expect(norm).toBeGreaterThanOrEqual(0);
    expect(norm).toBeLessThan(0.02);
  }
});

describe('khatriRao', () => {
  it('is the column-wise Kronecker product, with the first factor slowest', () => {
    const first = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const second = tf.tensor2d([5, 6, 7, 8, 9, 10], [3, 2]);
    const product = khatriRao(first, second);
    expect(product.shape).toEqual([6, 2]);
    expect([...product.dataSync()]).toEqual([5, 12, 7, 16, 9, 20, 15, 24, 21, 32, 27, 40]);
  });
});
