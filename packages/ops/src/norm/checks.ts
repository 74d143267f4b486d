import { UsageError } from '@ftn/errors';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkRank, checkVector } from '../check.js';

/** Options of a batch norm. */
export interface BatchNormOptions {
  /** Added to the variance; default 1e-5, PyTorch's. */
  readonly epsilon?: number;
  /** Applied to the result in the same step. */
  readonly activation?: 'relu';
}

/** @throws UsageError unless every parameter is a vector of x's channels and epsilon is positive */
export function checkBatchNorm(
  operation: string,
  x: Tensor4D,
  parameters: Readonly<Record<string, Parameters<typeof checkVector>[2]>>,
  epsilon: number,
): void {
  checkRank(operation, 'x', x, '[N, H, W, C]');
  for (const [name, parameter] of Object.entries(parameters)) {
    checkVector(operation, name, parameter, x.shape[3]);
  }
  if (!(epsilon > 0))
    throw new UsageError(`${operation}: epsilon must be positive`, { got: String(epsilon) });
}
