import { UsageError } from '@ftn/errors';
import { add, mul, type Tensor1D, tidy, type Variable } from '@tensorflow/tfjs-core';

/**
 * The rule of the running statistics, in PyTorch's convention: running ← (1 − momentum)·running + momentum·batch.
 *
 * @param running the variable to move, [C]
 * @param batch the batch's mean or unbiased variance, [C]
 * @param momentum weight of the new batch, in [0, 1]
 */
export function updateRunningStatistic(running: Variable, batch: Tensor1D, momentum: number): void {
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new UsageError('updateRunningStatistic: momentum must lie in [0, 1]', { got: String(momentum) });
  }
  const next = tidy(() => add(mul(running, 1 - momentum), mul(batch, momentum)));
  running.assign(next);
  next.dispose();
}
