import { MismatchError, UsageError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import { valueAndGradients } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { taps } from '../../index.js';

const layer: ConvLayer = {
  kind: 'conv',
  name: 'layer1.0.conv1',
  kernel: [3, 3],
  inChannels: 4,
  outChannels: 6,
  stride: 2,
  padding: 1,
  dilation: 1,
};
const noise = <R extends tf.Rank>(name: string, shape: tf.ShapeMap[R]) =>
  tf.keep(tf.tensor(new RandomStream(name).normals(tf.util.sizeFromShape(shape)), shape)) as tf.Tensor<R>;
const base = noise<tf.Rank.R4>('base', [3, 3, 4, 6]);
const x = noise<tf.Rank.R4>('x', [2, 7, 7, 4]);
const dy = noise<tf.Rank.R4>('dy', [2, 4, 4, 6]);
const random = new RandomStream(1);

/** A layer with a residual away from zero and the given score. */
function gated(score: number, residual: tf.Tensor = noise<tf.Rank.R4>('residual', [3, 3, 4, 6])) {
  const parametrization = taps().convolution(layer)!.create(base, random);
  parametrization.trainable.get('residual')!.assign(residual);
  parametrization.trainable.get('score')!.assign(tf.scalar(score));
  return parametrization;
}

/** ⟨y, dy⟩ and its gradients. */
function pass(parametrization: ReturnType<typeof gated>) {
  const loss = () => ({ loss: tf.sum(tf.mul(parametrization.convolve(x, base, layer), dy)) as tf.Scalar });
  return valueAndGradients(loss, [...parametrization.trainable.values()]);
}

describe('a fresh TAPS layer', () => {
  it('is open with δ = 0: it equals the shared kernel bit for bit', () => {
    const parametrization = taps().convolution(layer)!.create(base, random);
    expect(parametrization.kernel(base).dataSync()).toEqual(base.dataSync());
    expect(parametrization.norm(base)).toBe(0);
    expect([...parametrization.stored().keys()]).toEqual(['residual']);
    expect(taps().convolution(layer)!.count).toBe(9 * 4 * 6);
  });
});

describe('the gate of a TAPS layer', () => {
  it('is open at the threshold and closed below it, where nothing is added or stored', () => {
    const threshold = 0.7;
    const method = taps({ threshold });
    const at = (score: number) => {
      const parametrization = method.convolution(layer)!.create(base, random);
      parametrization.trainable.get('residual')!.assign(noise<tf.Rank.R4>('residual', [3, 3, 4, 6]));
      parametrization.trainable.get('score')!.assign(tf.scalar(score));
      return parametrization;
    };
    expect(at(threshold).stored().size).toBe(1);
    const closed = at(threshold - 1e-6);
    expect(closed.stored().size).toBe(0);
    expect(closed.norm(base)).toBe(0);
    expect(closed.kernel(base).dataSync()).toEqual(base.dataSync());
    const convolved = closed.convolve(x, base, layer).dataSync();
    expect(convolved).not.toEqual(at(threshold).convolve(x, base, layer).dataSync());
  });

  it('has open ∂L/∂δ = G and ∂L/∂s = ⟨G, δ⟩, the slope of the loss along δ', () => {
    const parametrization = gated(0.15);
    const { residual, score } = Object.fromEntries(parametrization.trainable);
    const { gradients } = pass(parametrization);
    const slope = gradients.get(score!.name)!.dataSync()[0]!;
    const along = tf.sum(tf.mul(gradients.get(residual!.name)!, residual!)).dataSync()[0]!;
    expect(slope / along).toBeCloseTo(1, 5);
    const lossAt = (factor: number) => {
      const scaled = gated(0.15, tf.mul(noise<tf.Rank.R4>('residual', [3, 3, 4, 6]), factor));
      return pass(scaled).loss.dataSync()[0]!;
    };
    // The loss is linear in δ, so the difference is exact but for rounding.
    expect((lossAt(1.5) - lossAt(0.5)) / slope).toBeCloseTo(1, 4);
  });

  it('has closed no gradient for δ, and the same straight-through gradient for s', () => {
    const parametrization = gated(0.05);
    const { residual, score } = Object.fromEntries(parametrization.trainable);
    const { gradients } = pass(parametrization);
    expect(gradients.has(residual!.name)).toBe(false);
    // A linear loss has the same G whichever kernel it ran on.
    const open = gated(0.15);
    const expected = pass(open).gradients.get(open.trainable.get('score')!.name)!.dataSync()[0]!;
    expect(gradients.get(score!.name)!.dataSync()[0]! / expected).toBeCloseTo(1, 5);
  });

  it('passes the input’s gradient on, closed and open', () => {
    for (const score of [0.05, 0.15]) {
      const parametrization = gated(score);
      const input = tf.variable(x as tf.Tensor) as tf.Variable & tf.Tensor4D;
      const slope = (convolve: () => tf.Tensor) =>
        valueAndGradients(() => ({ loss: tf.sum(tf.mul(convolve(), dy)) as tf.Scalar }), [input])
          .gradients.get(input.name)!
          .dataSync();
      const kernel = parametrization.kernel(base);
      const expected = slope(() =>
        tf.conv2d(
          tf.pad(input, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
          kernel,
          2,
          'valid',
        ),
      );
      const got = slope(() => parametrization.convolve(input, base, layer));
      for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 4);
    }
  });
});

describe('the penalty of TAPS', () => {
  it('is λ times the mean of |s|, starting after the warm-up epochs', () => {
    const method = taps({ lambda: 0.5, warmUp: 2 });
    const layers = [0.2, -0.4, 0.05].map((score) => gated(score));
    expect(method.penalty!(layers, 0)).toBeNull();
    expect(method.penalty!(layers, 1)).toBeNull();
    expect(method.penalty!(layers, 2)!.dataSync()[0]).toBeCloseTo((0.5 * 0.65) / 3, 6);
    const scores = layers.map(({ trainable }) => trainable.get('score')!);
    const { gradients } = valueAndGradients(() => ({ loss: method.penalty!(layers, 2)! }), scores);
    const slopes = scores.map(({ name }) => gradients.get(name)!.dataSync()[0]!);
    for (const [i, sign] of [1, -1, 1].entries()) expect(slopes[i]).toBeCloseTo((sign * 0.5) / 3, 6);
    expect(taps({ lambda: 0 }).penalty!(layers, 9)).toBeNull();
  });
});

describe('restoring a TAPS layer', () => {
  const restore = (stored: Record<string, number[]>, options = {}) =>
    taps(options)
      .convolution(layer)!
      .restore(new Map(Object.entries(stored).map(([name, shape]) => [name, tf.fill(shape, 0.5)])));

  it('opens the gates of stored layers, whatever the initial score', () => {
    for (const init of [0.95, -1]) {
      const restored = restore({ residual: [3, 3, 4, 6] }, { init, threshold: 0.7 });
      expect(restored.stored().size).toBe(1);
      expect(restored.norm(base)).toBeCloseTo(0.5 * Math.sqrt(216), 4);
    }
  });

  it('refuses a tensor that is not a residual of the layer', () => {
    expect(() => restore({ residual: [3, 3, 4, 5] })).toThrow(MismatchError);
    expect(() => restore({ weight: [3, 3, 4, 6] })).toThrow(/expected residual, got weight/);
    expect(() => restore({ residual: [3, 3, 4, 6], score: [] })).toThrow(/got residual, score/);
  });
});

describe('the options of TAPS', () => {
  it('resolve to all values, defaults included', () => {
    expect(taps().options).toEqual({ lambda: 1, warmUp: 2, threshold: 0.1, init: 0.15 });
  });

  it.each([
    [{ lambda: -1 }, "invalid option 'lambda' of TAPS: expected a number from 0, got -1"],
    [{ lambda: '1' }, 'got 1'],
    [{ warmUp: 0.5 }, 'a whole number from 0, got 0.5'],
    [{ threshold: Number.NaN }, 'got NaN'],
    [{ init: Number.POSITIVE_INFINITY }, 'got Infinity'],
  ])('are refused with %j', (options, message) => {
    expect(() => taps(options as never)).toThrow(UsageError);
    expect(() => taps(options as never)).toThrow(message);
  });
});
