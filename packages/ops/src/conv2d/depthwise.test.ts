import { UsageError } from '@ftn/errors';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/convolutions.json' with { type: 'json' };
import { onEveryEngine } from '../testing/engines.js';
import { expectClose, values } from '../testing/values.js';
import { depthwiseConv2d, depthwiseConv2dFilterGradient, depthwiseConv2dInputGradient } from './depthwise.js';

onEveryEngine(() => {
  it.each(reference.depthwise)('depthwise $size×$size convolution with $options equals PyTorch', (c) => {
    const x = values<Tensor4D>([2, 7, 6, 3], 1);
    const filter = values<Tensor4D>([c.size, c.size, 3, 1], 2);
    const dy = values<Tensor4D>(c.shape, 99);
    const y = depthwiseConv2d(x, filter, c.options);
    const dx = depthwiseConv2dInputGradient(dy, filter, x.shape, c.options);
    const dFilter = depthwiseConv2dFilterGradient(x, dy, filter.shape, c.options);
    expect(y.shape).toEqual(c.shape);
    expectClose('y', y, c.y);
    expectClose('dx', dx, c.dx);
    expectClose('dFilter', dFilter, c.dFilter);
    for (const tensor of [x, filter, dy, y, dx, dFilter]) tensor.dispose();
  });
});

describe('depthwiseConv2d', () => {
  it('refuses a filter with several outputs per channel', () => {
    const [x, filter] = [values<Tensor4D>([1, 4, 4, 3], 1), values<Tensor4D>([3, 3, 3, 2], 2)];
    expect(() => depthwiseConv2d(x, filter)).toThrow(UsageError);
    for (const tensor of [x, filter]) tensor.dispose();
  });
});
