import { UsageError } from '@ftn/errors';
import { add, type Tensor4D } from '@tensorflow/tfjs-core';
import { checkRank, checkVector } from '../check.js';
import { addRelu } from '../relu.js';

/** Options of a batch norm. */
export interface BatchNormOptions {
  /** Added to the variance; default 1e-5, PyTorch's. */
  readonly epsilon?: number;
  /** Added to the normalised tensor in the same step, of its shape: the skip of a residual block. */
  readonly added?: Tensor4D | undefined;
  /** Applied to the result in the same step. */
  readonly activation?: 'relu' | undefined;
}

/** activation(y + added). */
export function addThenActivate(y: Tensor4D, added: Tensor4D, activation: 'relu' | undefined): Tensor4D {
  if (activation === 'relu') return addRelu(added, y);
  return add(y, added);
}

/** @throws UsageError unless every parameter is a vector of x's channels and epsilon is positive */
export function checkBatchNorm(
  operation: string,
  x: Pick<Tensor4D, 'shape'>,
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
