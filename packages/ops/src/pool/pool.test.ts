import { dispose, type Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/operations.json' with { type: 'json' };
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { globalAveragePool } from './global-average-pool.js';
import { maxPool2d } from './max-pool2d.js';

onEveryEngine(() => {
  it.each(reference.maxPool)('max pooling of $x with $options equals PyTorch', (c) => {
    const { shape, y, gradients } = gradientsOf(({ x }: { x: Tensor4D }) => maxPool2d(x, c.options), {
      x: values(c.x, 1),
    });
    expect(shape).toEqual(c.shape);
    expectClose('y', y, c.y);
    expectClose('dx', gradients.x as Float32Array, c.dx);
  });

  it('max pooling pads with −∞ instead of zero, and resolves ties to the first position', () => {
    const { y, gradients } = gradientsOf(
      ({ x }: { x: Tensor4D }) => maxPool2d(x, { size: 3, stride: 2, padding: 1 }),
      { x: values([1, 4, 4, 1], 1, () => -2) },
    );
    expect([...y]).toEqual([-2, -2, -2, -2]);
    const received = Array.from(gradients.x as Float32Array, (v) => v !== 0);
    expect(received.flatMap((hit, i) => (hit ? [i] : []))).toEqual([0, 1, 4, 5]);
  });

  it('global average pooling averages over height and width', () => {
    const { y, gradients } = gradientsOf(({ x }: { x: Tensor4D }) => globalAveragePool(x), {
      x: values([2, 3, 5, 2], 1, (v) => v + 1),
    });
    const data = values([2, 3, 5, 2], 1, (v) => v + 1);
    const channel = (n: number, c: number) =>
      Array.from({ length: 15 }, (_, i) => data.dataSync()[n * 30 + 2 * i + c] as number);
    const pairs = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const;
    expectClose(
      'y',
      y,
      pairs.map(([n, c]) => channel(n, c).reduce((a, b) => a + b) / 15),
    );
    const dy = values([2, 2], 99);
    expectClose(
      'dx',
      gradients.x as Float32Array,
      Array.from(gradients.x as Float32Array, (_, i) => {
        return (dy.dataSync()[Math.floor(i / 30) * 2 + (i % 2)] as number) / 15;
      }),
    );
    dispose([data, dy]);
  });
});

describe('maxPool2d', () => {
  it.each([
    [{ size: 3, padding: 2 }, 'padding must be at most half'],
    [{ size: 0 }, 'size must be a whole number'],
    [{ size: 9 }, 'larger than the padded image'],
  ])('refuses %o', (options, message) => {
    const x = values<Tensor4D>([1, 4, 4, 1], 1);
    expect(() => maxPool2d(x, options)).toThrow(message);
    x.dispose();
  });
});
