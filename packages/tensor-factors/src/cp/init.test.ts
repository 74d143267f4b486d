import { RandomStream } from '@ftn/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { initialFactor } from '../index.js';
import { orthogonalColumns } from './orthogonal.js';

const stream = () => new RandomStream(3, 'init');
const input = (size: number) => ({ size, output: false });

describe('initialFactor', () => {
  it('zero-output leaves exactly the output factor zero', () => {
    const b = initialFactor({ size: 64, output: true }, 4, 'zero-output', stream());
    expect(b.dataSync().every((v) => v === 0)).toBe(true);
    const a = initialFactor(input(64), 4, 'zero-output', stream());
    expect(a.dataSync().some((v) => v === 0)).toBe(false);
  });

  it.each(['normal', 'orthogonal'] as const)('%s leaves no factor zero', (init) => {
    const b = initialFactor({ size: 64, output: true }, 4, init, stream());
    expect(b.dataSync().some((v) => v === 0)).toBe(false);
  });

  it('draws columns of about unit length, whatever the layer’s size', () => {
    for (const size of [9, 64, 512]) {
      const rank = 200;
      const squares = tf
        .sum(tf.square(initialFactor(input(size), rank, 'zero-output', stream())))
        .dataSync()[0]!;
      // The mean of 200 squared lengths has deviation √(2 / (200·size)).
      expect(Math.abs(squares / rank - 1)).toBeLessThan(5 * Math.sqrt(2 / (rank * size)));
    }
  });

  it('is the same for the same stream and another for another', () => {
    const draw = (seed: number) => [
      ...initialFactor(input(8), 2, 'normal', new RandomStream(seed)).dataSync(),
    ];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('orthogonalColumns', () => {
  it.each([
    [64, 4],
    [9, 9],
    [3, 12],
    [1, 5],
  ])('%i×%i: orthonormal along the longer side', (rows, columns) => {
    const matrix = tf.tensor2d(orthogonalColumns(rows, columns, stream()), [rows, columns]);
    const gram = rows >= columns ? tf.matMul(matrix, matrix, true) : tf.matMul(matrix, matrix, false, true);
    const error = tf.max(tf.abs(tf.sub(gram, tf.eye(Math.min(rows, columns))))).dataSync()[0]!;
    expect(error).toBeLessThan(1e-6);
  });
});
