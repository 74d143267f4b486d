import { MismatchError, UsageError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ftn } from '../../index.js';

const layer: ConvLayer = {
  kind: 'conv',
  name: 'layer1.0.conv1',
  kernel: [3, 3],
  inChannels: 4,
  outChannels: 6,
  stride: 1,
  padding: 1,
  dilation: 1,
};
const base = tf.keep(tf.ones([3, 3, 4, 6])) as tf.Tensor4D;
const plan = (options = {}) => ftn({ rank: 2, ...options }).convolution(layer)!;
const create = (options = {}) => plan(options).create(base, new RandomStream(1));

describe('a fresh FTN layer', () => {
  it('has ΔW = 0 exactly, and a gradient for b and for b only', () => {
    for (const modes of ['three', 'separable']) {
      const parametrization = create({ modes });
      expect(parametrization.kernel(base).dataSync()).toEqual(base.dataSync());
      expect(parametrization.norm(base)).toBe(0);
      const x = tf.randomUniform([1, 5, 5, 4], -1, 1, 'float32', 7) as tf.Tensor4D;
      const loss = () => tf.sum(parametrization.convolve(x, base, layer)) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, [...parametrization.trainable.values()]);
      const size = (name: string) => {
        const variable = parametrization.trainable.get(name)!;
        return tf.norm(grads[variable.name]!).dataSync()[0]!;
      };
      expect(size('b')).toBeGreaterThan(0.1);
      for (const name of parametrization.trainable.keys()) if (name !== 'b') expect(size(name)).toBe(0);
    }
  });

  it.each(['orthogonal', 'normal'])('starts away from the shared kernel with init %s', (init) => {
    expect(create({ init }).norm(base)).toBeGreaterThan(0.1);
    expect(ftn({ rank: 2, init: init as 'normal' }).traits.startsAtBase).toBe(false);
  });

  it('stores as many scalars as its plan counts', () => {
    for (const modes of ['three', 'separable']) {
      const stored = [...create({ modes }).stored().values()].reduce((n, tensor) => n + tensor.size, 0);
      expect(stored).toBe(plan({ modes }).count);
    }
    expect(plan().count).toBe(2 * (4 + 6 + 9));
    expect(plan({ modes: 'separable' }).count).toBe(2 * (4 + 6 + 3 + 3));
  });
});

describe("the option 'layers' of FTN", () => {
  it('selects the layers whose names match the expression', () => {
    const method = ftn({ rank: 1, layers: '^layer[34]\\.' });
    expect(method.convolution(layer)).toBeNull();
    expect(method.convolution({ ...layer, name: 'layer3.0.conv1' })).not.toBeNull();
  });
});

describe("the option 'rank' of FTN by layer", () => {
  const names = ['conv1', 'layer3.0.conv1', 'layer4.0.conv1', 'layer4.0.downsample.0'];
  const countsOf = (rank: string | number) =>
    names.map((name) => ftn({ rank }).convolution({ ...layer, name })?.count ?? 0);
  const one = 4 + 6 + 9;

  it('gives each layer the rank of the first pattern that fits, and none where none does', () => {
    expect(countsOf('layer4=8,*=2')).toEqual([2 * one, 2 * one, 8 * one, 8 * one]);
    expect(countsOf('layer4.*.conv1=3, layer4=1, conv1=5')).toEqual([5 * one, 0, 3 * one, one]);
    expect(countsOf('layer=3,*=1')).toEqual([one, one, one, one]);
    expect(countsOf(4)).toEqual(names.map(() => 4 * one));
    const high = { ...layer, name: 'layer4.0.conv1' };
    const made = ftn({ rank: 'layer4=8,*=2' }).convolution(high)!.create(base, new RandomStream(1));
    expect(made.rank).toBe(8);
  });

  it.each(['', 'layer4', 'layer4=0', 'layer4=2.5', '=2', 'layer4=8,,*=2', 'a(b=2', 0, 1.5])(
    'refuses %j',
    (rank) => {
      expect(() => ftn({ rank })).toThrow(
        "invalid option 'rank' of FTN: expected a whole number from 1, or ranks by layer such as layer4=8,*=2",
      );
    },
  );

  it('refuses a pattern that fits no layer, with the nearest, and one that nothing is left for', () => {
    const refusal = (rank: string) => () => ftn({ rank }).requireLayers!(names);
    expect(refusal('layer4=8,*=2')).not.toThrow();
    expect(refusal('layre4=8,*=2')).toThrow(
      "'layre4' in option 'rank' of FTN fits no layer of the network. Did you mean 'layer4'?",
    );
    expect(refusal('head=8')).toThrow('Known: conv1, layer3, layer4.');
    expect(refusal('*=2,layer4=8')).toThrow(
      "'layer4' in option 'rank' of FTN comes after patterns that take all its layers",
    );
  });
});

describe('restoring an FTN layer', () => {
  const stored = (shapes: Record<string, number[]>) =>
    new Map(Object.entries(shapes).map(([name, shape]) => [name, tf.fill(shape, 0.5)]));

  it('takes the rank from the file, since a pruned layer may keep fewer', () => {
    const parametrization = plan().restore(stored({ a: [4, 1], b: [6, 1], s: [9, 1] }));
    expect(parametrization.rank).toBe(1);
    expect(parametrization.kernel(base).dataSync()[0]).toBeCloseTo(1.125);
  });

  it('copies the tensors it was given', () => {
    const tensors = stored({ a: [4, 1], b: [6, 1], s: [9, 1] });
    const parametrization = plan().restore(tensors);
    const [norm, factors] = [parametrization.norm(base), parametrization.stored()];
    expect(norm).toBeGreaterThan(0);
    for (const tensor of tensors.values()) tensor.dispose();
    expect(parametrization.norm(base)).toBe(norm);
    for (const tensor of factors.values()) expect(tensor.isDisposed).toBe(false);
  });

  it.each([
    [{ a: [4, 2], b: [6, 2] }, /expected a, b, s, got a, b/],
    [{ a: [4, 2], b: [6, 2], s: [9, 2], t: [1] }, /got a, b, s, t/],
    [{ a: [4, 2], b: [6, 2], h: [3, 2], v: [3, 2] }, /expected a, b, s, got a, b, h, v/],
    [
      { a: [4, 2], b: [5, 2], s: [9, 2] },
      /'layer1\.0\.conv1\.b' has the wrong shape: expected \[6, 2\], got \[5, 2\]/,
    ],
    [
      { a: [4, 2], b: [6, 3], s: [9, 2] },
      /'layer1\.0\.conv1\.a' has the wrong shape: expected \[4, 3\], got \[4, 2\]/,
    ],
    [{ a: [4], b: [6, 2], s: [9, 2] }, /'layer1\.0\.conv1\.a' has the wrong shape/],
    [{ a: [4, 0], b: [6, 0], s: [9, 0] }, /'layer1\.0\.conv1\.a' has the wrong shape/],
  ])('refuses %j', (shapes: Record<string, number[]>, message) => {
    const before = tf.memory().numTensors;
    const tensors = new Map(Object.entries(shapes).map(([name, shape]) => [name, tf.zeros(shape)]));
    const attempt = () => plan().restore(tensors);
    expect(attempt).toThrow(MismatchError);
    expect(attempt).toThrow(message);
    for (const tensor of tensors.values()) tensor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('options', () => {
  it('resolves defaults and says all of them', () => {
    expect(ftn({ rank: 3 }).options).toEqual({ rank: 3, modes: 'three', init: 'zero-output', layers: '.*' });
  });

  it.each([
    [{ rank: 0 }, /layer4=8,\*=2, got 0/],
    [{ rank: 1.5 }, /got 1\.5/],
    [{ rank: '2' }, /whole number from 1, or ranks by layer such as layer4=8,\*=2, got 2/],
    [{ modes: 'four' }, /three or separable, got four/],
    [{ init: 'zero' }, /zero-output or orthogonal or normal, got zero/],
    [{ layers: '(' }, /invalid option 'layers' of FTN: expected a regular expression/],
    [{ layers: 3 }, /invalid option 'layers' of FTN: expected a regular expression/],
  ])('refuses %j', (options, message) => {
    const attempt = () => ftn({ rank: 1, ...options } as never);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(message);
  });
});
