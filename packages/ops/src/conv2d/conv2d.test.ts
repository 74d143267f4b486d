import { UsageError } from '@ftn/errors';
import { dispose, matMul, reshape, stridedSlice, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/convolutions.json' with { type: 'json' };
import { onEveryEngine } from '../testing/engines.js';
import { gradientsOf } from '../testing/gradients-of.js';
import { expectClose, values } from '../testing/values.js';
import { conv2d, conv2dFilterGradient, conv2dInputGradient } from './conv2d.js';

type Shape = [number, number, number, number];
interface Operands {
  x: Tensor4D;
  filter: Tensor4D;
}

onEveryEngine(() => {
  it.each(reference.conv)('conv2d of $filter with $options equals PyTorch', (c) => {
    const inputs = { x: values(c.x, 1), filter: values(c.filter, 2) };
    const { shape, y, gradients } = gradientsOf(
      ({ x, filter }: Operands) => conv2d(x, filter, c.options),
      inputs,
    );
    expect(shape).toEqual(c.shape);
    expectClose('y', y, c.y);
    expectClose('dx', gradients.x as Float32Array, c.dx);
    expectClose('dFilter', gradients.filter as Float32Array, c.dFilter);
  });

  it('conv2d keeps within its memory where a strided 1×1 convolution has few channels', () => {
    // oneDNN's own filter gradient writes behind it; the heap notices after some rounds.
    const [x, dy] = [values<Tensor4D>([3, 8, 12, 4], 1), values<Tensor4D>([3, 4, 6, 8], 2)];
    const seen = stridedSlice(x, [0, 0, 0, 0], x.shape, [1, 2, 2, 1]);
    const expected = tidy(() => matMul(reshape(seen, [72, 4]), reshape(dy, [72, 8]), true, false));
    for (let round = 0; round < 60; round++) {
      const dFilter = conv2dFilterGradient(x, dy, [1, 1, 4, 8], { stride: 2 });
      expectClose('dFilter', dFilter, expected.dataSync());
      dFilter.dispose();
    }
    dispose([x, dy, seen, expected]);
  });

  it('conv2d provides its gradients as plain functions', () => {
    const c = reference.conv[4] as (typeof reference.conv)[number];
    const [x, filter, dy] = [
      values<Tensor4D>(c.x, 1),
      values<Tensor4D>(c.filter, 2),
      values<Tensor4D>(c.shape, 99),
    ];
    const dx = conv2dInputGradient(dy, filter, c.x as Shape, c.options);
    const dFilter = conv2dFilterGradient(x, dy, c.filter as Shape, c.options);
    expectClose('dx', dx, c.dx);
    expectClose('dFilter', dFilter, c.dFilter);
    for (const tensor of [x, filter, dy, dx, dFilter]) tensor.dispose();
  });
});

describe('conv2d', () => {
  const shapes: [string, number[], number[], object, string][] = [
    ['channels', [1, 5, 5, 3], [3, 3, 4, 2], {}, 'Images are NHWC'],
    ['a kernel too large', [1, 5, 5, 3], [7, 7, 3, 2], { padding: 0 }, 'larger than the padded image'],
    ['a fractional stride', [1, 5, 5, 3], [3, 3, 3, 2], { stride: 1.5 }, 'stride must be a whole number'],
    ['a negative padding', [1, 5, 5, 3], [3, 3, 3, 2], { padding: -1 }, 'padding must be a whole number'],
    ['no dilation', [1, 5, 5, 3], [3, 3, 3, 2], { dilation: 0 }, 'dilation must be a whole number from 1'],
    ['a missing batch axis', [5, 5, 3], [3, 3, 3, 2], {}, '[N, H, W, C]'],
  ];
  it.each(shapes)('refuses %s', (_, x, filter, options, message) => {
    const operands = [values<Tensor4D>(x, 1), values<Tensor4D>(filter, 2)] as const;
    expect(() => conv2d(...operands, options)).toThrow(UsageError);
    expect(() => conv2d(...operands, options)).toThrow(message);
    for (const tensor of operands) tensor.dispose();
  });
});
