import { RandomStream } from '@ftn/random';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/thinning.json' with { type: 'json' };
import { unpackBytes } from '../__fixtures__/unpack.js';
import { thin } from './thin.js';
import { Thinner } from './thinner.js';

describe('thin', () => {
  it.each(reference.cases)(
    'equals the reference pixel for pixel: $name',
    ({ map, height, width, thin: thinned }) => {
      expect(thin(unpackBytes(map), height, width)).toEqual(unpackBytes(thinned));
    },
  );

  it('treats any non-zero number as set', () => {
    expect(thin(Float32Array.of(0, 0.5, 0, -1), 2, 2)).toEqual(thin(Uint8Array.of(0, 1, 0, 1), 2, 2));
  });
});

describe('Thinner', () => {
  it('gives for growing sets what each set alone gives, when its pixels are added in order', () => {
    const [height, width] = [23, 29];
    const thinner = new Thinner(height, width);
    const order = new RandomStream(3, 'thinner').permutation(height * width);
    const set = new Uint8Array(height * width);
    const output = new Int32Array(height * width);
    for (const [i, pixel] of order.entries()) {
      thinner.add(pixel);
      thinner.add(pixel);
      set[pixel] = 1;
      if (i % 40 !== 0 && i < order.length - 3) continue;
      const kept = output.subarray(0, thinner.thin(output));
      const alone = thin(set, height, width);
      expect([...kept]).toEqual([...order.subarray(0, i + 1)].filter((p) => alone[p] === 1));
    }
  });
});
