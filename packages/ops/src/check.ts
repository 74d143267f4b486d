import { UsageError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** @throws UsageError unless `tensor` has `rank` dimensions; `layout` names them, e.g. `[N, H, W, C]` */
export function checkRank(
  operation: string,
  argument: string,
  tensor: Pick<Tensor, 'shape'>,
  layout: string,
): void {
  const rank = layout.split(',').length;
  if (tensor.shape.length !== rank) {
    throw new UsageError(`${operation}: ${argument} must have ${rank} dimensions`, {
      expected: layout,
      got: `[${tensor.shape.join(', ')}]`,
    });
  }
}

/** @throws UsageError unless `tensor` is a vector of `length` */
export function checkVector(operation: string, argument: string, tensor: Tensor, length: number): void {
  if (tensor.rank !== 1 || tensor.shape[0] !== length) {
    throw new UsageError(`${operation}: ${argument} does not fit`, {
      expected: `[${length}]`,
      got: `[${tensor.shape.join(', ')}]`,
    });
  }
}

/** @throws UsageError unless the two shapes are equal */
export function checkShape(
  operation: string,
  argument: string,
  got: readonly number[],
  expected: readonly number[],
): void {
  if (got.length !== expected.length || got.some((size, i) => size !== expected[i])) {
    throw new UsageError(`${operation}: ${argument} does not fit`, {
      expected: `[${expected.join(', ')}]`,
      got: `[${got.join(', ')}]`,
    });
  }
}

/** @throws UsageError unless `value` is a whole number of at least `least` */
export function checkWhole(operation: string, argument: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`${operation}: ${argument} must be a whole number from ${least} up`, {
      got: String(value),
    });
  }
}
