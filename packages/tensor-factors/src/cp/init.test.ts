import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { initialFactor } from '../index.js';

const stream = () => new RandomStream(3, 'init');
const input = (size: number) => ({ size, output: false });

describe('initialFactor', () => {
  it('sets with zero-output exactly the output factor to zero', () => {
    const b = initialFactor({ size: 64, output: true }, 4, 'zero-output', stream());
    expect(b.dataSync().every((v) => v === 0)).toBe(true);
    const a = initialFactor(input(64), 4, 'zero-output', stream());
    expect(a.dataSync().some((v) => v === 0)).toBe(false);
  });

  it.each(['normal', 'orthogonal'] as const)('sets with %s no factor to zero', (init) => {
    const b = initialFactor({ size: 64, output: true }, 4, init, stream());
    expect(b.dataSync().some((v) => v === 0)).toBe(false);
  });

  it('draws columns of about unit length, whatever the size of the layer', () => {
    for (const size of [9, 64, 512]) {
      const rank = 200;
      const squares = tf
        .sum(tf.square(initialFactor(input(size), rank, 'zero-output', stream())))
        .dataSync()[0]!;
      // The mean of 200 squared lengths has deviation √(2 / (200·size)).
      expect(Math.abs(squares / rank - 1)).toBeLessThan(5 * Math.sqrt(2 / (rank * size)));
    }
  });

  it('is the same for the same random stream and differs for another', () => {
    const draw = (seed: number) => [
      ...initialFactor(input(8), 2, 'normal', new RandomStream(seed)).dataSync(),
    ];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
