import { createHash } from 'node:crypto';
import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { pictures } from './subject.js';

/** The sha256 of every tensor's bits by its name and shape. */
export function bitsOf(tensors: ReadonlyMap<string, Tensor>): Map<string, string> {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      `${name} ${tensor.shape.join('×')}`,
      createHash('sha256').update(tensor.dataSync<'float32'>()).digest('hex'),
    ]),
  );
}

/** A tensor's numbers, after which it is disposed. */
export function take(tensor: Tensor): Float32Array {
  const values = tensor.dataSync<'float32'>().slice();
  tensor.dispose();
  return values;
}

/** The output for a batch in evaluation. */
export function outputOf(domain: Domain, batch: Batch): Float32Array {
  return take(tidy(() => domain.forward(pictures(batch), 'eval').output));
}

/** The largest difference, relative to the largest expected value. */
export function relativeDifference(got: Float32Array, expected: Float32Array): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / largest;
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
