import { dispose, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/convolutions.json' with { type: 'json' };
import { onEveryEngine } from '../testing/engines.js';
import { expectClose, values } from '../testing/values.js';
import { convGeometry } from './geometry.js';
import { areTapsCheaper, tapFilterGradient } from './tap-filter-gradient.js';

const dense = reference.conv.filter(({ options }) => options.stride === 1 && options.dilation === 1);

onEveryEngine(() => {
  it.each(dense)('the filter gradient of $filter with $options, computed tap by tap, equals PyTorch', (c) => {
    const [x, dy] = [values<Tensor4D>(c.x, 1), values<Tensor4D>(c.shape, 99)];
    const g = convGeometry('conv2d', x.shape, c.filter as [number, number, number, number], c.options);
    const dFilter = tidy(() => tapFilterGradient(x, dy, g));
    expectClose('dFilter', dFilter, c.dFilter);
    dispose([x, dy, dFilter]);
  });
});

describe('areTapsCheaper', () => {
  const cheaper = (x: number[], filter: number[], options = { padding: 1 }) =>
    areTapsCheaper(
      convGeometry('conv2d', x as Tensor4D['shape'], filter as [number, number, number, number], options),
    );

  it('is true for wide convolutions over large images, and for no others', () => {
    expect(cheaper([8, 107, 140, 304], [3, 3, 304, 256])).toBe(true);
    expect(cheaper([8, 27, 35, 256], [3, 3, 256, 256])).toBe(false);
    expect(cheaper([8, 107, 140, 64], [3, 3, 64, 256])).toBe(false);
    expect(cheaper([8, 107, 140, 256], [1, 1, 256, 256], { padding: 0 })).toBe(false);
    expect(cheaper([8, 107, 140, 256], [3, 3, 256, 256], { padding: 1, stride: 2 } as never)).toBe(false);
  });
});
