import type { NamedTensors, TensorData } from '@ftn/checkpoints';
import { DivergedError, MismatchError } from '@ftn/errors';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Learner } from '../loop/learner.js';
import type { TrainingPosition } from '../loop/train-loop.js';

/** A training run's state as a checkpoint holds it. */
export interface TrainingState {
  readonly position: TrainingPosition;
  readonly optimizerSteps: Readonly<Record<string, number>>;
  readonly tensors: NamedTensors;
}

function read(name: string, value: Tensor): TensorData {
  const data = value.dataSync() as Float32Array;
  // No checkpoint may hold a number that training cannot continue from.
  if (!data.every(Number.isFinite)) {
    throw new DivergedError(`'${name}' holds non-finite numbers`, {
      hint: 'Lower the learning rate and resume from the last checkpoint, which is intact.',
    });
  }
  return { dtype: 'float32', shape: [...value.shape], data };
}

/** Copies everything a resumed run needs: what the learner trains and every optimizer's slots. */
export function captureState(
  learner: Pick<Learner<never>, 'state'>,
  position: TrainingPosition,
): TrainingState {
  const { tensors, steps } = learner.state();
  const values = [...tensors].map(([name, value]) => [name, read(name, value)] as const);
  return { position, optimizerSteps: steps, tensors: new Map(values) };
}

const isSlot = (name: string) => name.startsWith('optimizer/');

/** Runs `use` on a checkpoint's tensors, which are released after it. */
function withTensors(saved: NamedTensors, use: (tensors: Map<string, Tensor>) => void): void {
  const tensors = new Map(
    [...saved].map(([name, { data, shape }]) => [name, tensor(data as Float32Array, [...shape])] as const),
  );
  try {
    use(tensors);
  } finally {
    for (const value of tensors.values()) value.dispose();
  }
}

/** Refuses a checkpoint that does not hold exactly the tensors of `current`, in their shapes. */
function requireFit(current: ReadonlyMap<string, Tensor>, saved: NamedTensors, file: string): void {
  const wanted = [...current.keys()].filter((name) => !isSlot(name));
  const held = [...saved.keys()].filter((name) => !isSlot(name)).length;
  const misfit = wanted.find((name) => saved.get(name)?.shape.join() !== current.get(name)!.shape.join());
  if (misfit === undefined && held === wanted.length) return;
  throw new MismatchError('the checkpoint belongs to another method or backbone', {
    file,
    expected: `${wanted.length} tensors${misfit === undefined ? '' : ` with '${misfit}'`}`,
    got: `${held}`,
    hint: 'Resume with the settings the run was started with.',
  });
}

/**
 * Puts a checkpoint's state back into the learner.
 * @throws MismatchError where names or shapes do not fit
 */
export function restoreState<B>(
  learner: Learner<B>,
  state: Omit<TrainingState, 'position'>,
  file: string,
): void {
  requireFit(learner.state().tensors, state.tensors, file);
  withTensors(state.tensors, (tensors) => learner.restore({ tensors, steps: state.optimizerSteps }));
}

/** What was trained, apart from its optimizers. */
export interface Trained {
  state(): ReadonlyMap<string, Tensor>;
  assign(values: ReadonlyMap<string, Tensor>): void;
}

/**
 * Puts what a checkpoint's run trained into it.
 * @throws MismatchError where names or shapes do not fit
 */
export function restoreTrained(trained: Trained, saved: NamedTensors, file: string): void {
  const own = new Map([...saved].filter(([name]) => !isSlot(name)));
  requireFit(trained.state(), own, file);
  withTensors(own, (tensors) => trained.assign(tensors));
}
