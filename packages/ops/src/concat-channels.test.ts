import { dispose, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { biasAdd } from './bias-add.js';
import { concatChannels } from './concat-channels.js';
import { onEveryEngine } from './testing/engines.js';
import { gradientsOf } from './testing/gradients-of.js';
import { expectClose, values } from './testing/values.js';

/** Channels `from` to `to` of every pixel of an image with `channels`. */
const channelsOf = (data: ArrayLike<number>, channels: number, from: number, to: number) =>
  Array.from(data).filter((_, i) => i % channels >= from && i % channels < to);

onEveryEngine(() => {
  it('concatChannels joins channels, and gives every image its own gradient', () => {
    const [a, b, c] = [values([2, 3, 2, 2], 1), values([2, 3, 2, 1], 2), values([2, 3, 2, 3], 3)];
    const originals = [a, b, c].map((image) => image.dataSync().slice());
    const { shape, y, gradients } = gradientsOf(
      (x: { a: Tensor4D; b: Tensor4D; c: Tensor4D }) => concatChannels([x.a, x.b, x.c, x.a]),
      { a, b, c },
    );
    expect(shape).toEqual([2, 3, 2, 8]);
    const w = values([2, 3, 2, 8], 99);
    const dy = w.dataSync();
    for (const [i, from, to] of [
      [0, 0, 2],
      [1, 2, 3],
      [2, 3, 6],
      [0, 6, 8],
    ] as const) {
      expectClose('y', channelsOf(y, 8, from, to), originals[i] as Float32Array);
    }
    expectClose('db', gradients.b as Float32Array, channelsOf(dy, 8, 2, 3));
    expectClose('dc', gradients.c as Float32Array, channelsOf(dy, 8, 3, 6));
    const twice = channelsOf(dy, 8, 0, 2).map((v, i) => v + (channelsOf(dy, 8, 6, 8)[i] as number));
    expectClose('da', gradients.a as Float32Array, twice);
    w.dispose();
  });

  it('concatChannels adds a bias to every pixel, whose gradient is the sum over pixels', () => {
    const { y, gradients } = gradientsOf(({ x, bias }: { x: Tensor4D; bias: Tensor1D }) => biasAdd(x, bias), {
      x: values([2, 3, 2, 2], 1, () => 1),
      bias: values([2], 2),
    });
    const bias = values([2], 2);
    const w = values([2, 3, 2, 2], 99);
    const [b, dy] = [bias.dataSync(), w.dataSync()];
    expectClose(
      'y',
      y,
      Array.from(y, (_, i) => 1 + (b[i % 2] as number)),
    );
    expectClose('dx', gradients.x as Float32Array, dy);
    const total = (c: number) => channelsOf(dy, 2, c, c + 1).reduce((sum, v) => sum + v, 0);
    expectClose('dBias', gradients.bias as Float32Array, [total(0), total(1)]);
    dispose([bias, w]);
  });
});

describe('concatChannels with arguments that do not fit', () => {
  it('is refused with the reason', () => {
    const image = values<Tensor4D>([1, 2, 2, 1], 1);
    const smaller = values<Tensor4D>([1, 2, 1, 1], 1);
    expect(() => concatChannels([])).toThrow(/nothing to put together/);
    expect(() => concatChannels([image, smaller])).toThrow(/images\[1\] does not fit/);
    dispose([image, smaller]);
  });
});
