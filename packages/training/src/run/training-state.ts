import type { Domain } from '@ftn/adapters';
import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { DivergedError, MismatchError } from '@ftn/errors';
import { type Tensor, type Tensor1D, tensor } from '@tensorflow/tfjs-core';
import type { Position } from '../loop/train-domain.js';
import type { OptimizerSet, OptimizerState } from '../optimizers/optimizer-set.js';

/** A training run's state as a checkpoint holds it. */
export interface TrainingState {
  readonly position: Position;
  readonly optimizerSteps: Readonly<Record<string, number>>;
  readonly tensors: NamedTensors;
}

function read(name: string, value: Tensor): TensorData {
  const data = value.dataSync() as Float32Array;
  // No checkpoint may hold a number training cannot go on from.
  if (!data.every(Number.isFinite)) {
    throw new DivergedError(`'${name}' holds numbers that are not finite`, {
      hint: 'Lower the learning rate and resume from the last checkpoint, which is intact.',
    });
  }
  return { dtype: 'float32', shape: [...value.shape], data };
}

/** Copies everything a resumed run needs: the domain's tensors and every optimizer's slots. */
export function captureState(domain: Domain, optimizers: OptimizerSet, position: Position): TrainingState {
  const tensors = new Map<string, TensorData>();
  for (const [name, value] of domain.state()) tensors.set(`domain/${name}`, read(name, value));
  const { steps, slots } = optimizers.state();
  for (const [name, value] of slots) tensors.set(`optimizer/${name}`, read(name, value));
  return { position, optimizerSteps: steps, tensors };
}

const section = (tensors: NamedTensors, prefix: string) =>
  new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, data]) => [name.slice(prefix.length), tensor(data.data as Float32Array, [...data.shape])]),
  );

/** Puts the domain's part of a checkpoint's tensors into it; MismatchError where names or shapes do not fit. */
export function restoreDomainTensors(domain: Domain, tensors: NamedTensors, file: string): void {
  const current = domain.state();
  const stored = section(tensors, 'domain/');
  try {
    const misfit = [...current].find(
      ([name, value]) => stored.get(name)?.shape.join() !== value.shape.join(),
    )?.[0];
    if (misfit !== undefined || stored.size !== current.size) {
      throw new MismatchError('the checkpoint belongs to another method or backbone', {
        file,
        expected: `${current.size} tensors${misfit === undefined ? '' : ` with '${misfit}'`}`,
        got: `${stored.size}`,
        hint: 'Resume with the settings the run was started with.',
      });
    }
    for (const { name, variable } of domain.parameters())
      variable.assign(stored.get(name)! as typeof variable);
    domain.parts.statistics.set((layer) => ({
      mean: stored.get(`${layer}.running_mean`)! as Tensor1D,
      variance: stored.get(`${layer}.running_var`)! as Tensor1D,
    }));
  } finally {
    for (const value of stored.values()) value.dispose();
  }
}

/** Puts a checkpoint's tensors back into the domain and returns the optimizers' state, whose tensors the caller disposes. */
export function restoreState(domain: Domain, state: TrainingState, file: string): OptimizerState {
  restoreDomainTensors(domain, state.tensors, file);
  return { steps: state.optimizerSteps, slots: section(state.tensors, 'optimizer/') };
}
