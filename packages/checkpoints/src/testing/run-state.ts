import { RandomStream } from '@ftn/random';
import type { RunCheckpoint } from '../node/run-checkpoint/format.js';
import type { NamedTensors } from '../tensors/tensor-data.js';

/** A run's state at a step, other values for each step; `size` numbers in its larger tensor. */
export function runState(step: number, size = 40): RunCheckpoint {
  const random = new RandomStream('run state', step);
  const tensors: NamedTensors = new Map([
    ['domain/conv1.b', { dtype: 'float32', shape: [size / 2, 2], data: random.normals(size) }],
    ['optimizer/steps', { dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(step)) }],
    ['optimizer/conv1.b.m', { dtype: 'float32', shape: [size], data: random.normals(size) }],
  ]);
  return { step, header: { position: { step }, settings: { seed: 7 } }, tensors };
}
