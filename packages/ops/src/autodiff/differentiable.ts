import { engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Keeps tensors for the gradient; they come back in the same order. */
export type Save = (tensors: Tensor[]) => void;

/** One function a tensor: only those whose input leads to a variable are called. */
export type InputGradients = Record<string, () => Tensor>;

/** What an operation is and was asked to do, for `observeOperations`; it plays no part in computing. */
export interface Operation {
  readonly name: string;
  readonly attributes?: object;
  /** Tensors it reads in addition to its differentiable inputs. */
  readonly constants?: NamedTensorMap;
}

interface CustomKernel {
  readonly inputs: NamedTensorMap;
  readonly operation?: Operation | undefined;
  readonly attrs: object;
  readonly forwardFunc: (backend: unknown, save: Save) => Tensor | Tensor[];
  readonly backwardsFunc: (dy: never, saved: Tensor[]) => InputGradients;
}

// Present in tfjs-core 4.22, which is the peer this package pins; `customGrad`, its public sister, computes the
// gradients of all inputs whether or not anyone asks for them.
interface KernelRunner {
  runKernelFunc(kernel: CustomKernel): Tensor | Tensor[];
}

let asked: ReadonlySet<string> | undefined;

/** Runs a node's gradient function and tells it which inputs' gradients will be asked for. */
export function askingFor<T>(names: Iterable<string>, f: () => T): T {
  asked = new Set(names);
  try {
    return f();
  } finally {
    asked = undefined;
  }
}

/** Whether a gradient will be asked for, as far as is known: `tf.grads` and its kin do not say. */
export type Wanted = (name: string) => boolean;

function wantedNow(): Wanted {
  const names = asked;
  return (name) => names?.has(name) ?? true;
}

const runner = () => engine() as unknown as KernelRunner;

/**
 * Runs `forward` as one node of the tape with its own gradient.
 *
 * @param inputs by name; `gradients` answers under the same names
 * @param forward computes the output and saves what the gradient will need; what it makes besides is released
 * @param gradients ∂L/∂input from dy = ∂L/∂output and what was saved; what several of them share may be computed at
 *   once where `wanted` says so
 * @param operation what `observeOperations` reports; without it, the operations `forward` runs are reported
 */
export function differentiable<T extends Tensor>(
  inputs: NamedTensorMap,
  forward: (save: Save) => T,
  gradients: (dy: T, saved: Tensor[], wanted: Wanted) => InputGradients,
  operation?: Operation,
): T {
  return runner().runKernelFunc({
    inputs,
    operation,
    attrs: {},
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dy, saved) => gradients(dy, saved, wantedNow()),
  }) as T;
}

/** As `differentiable`, for several outputs; `dys` has zeros for an output the loss does not depend on. */
export function differentiableMany(
  inputs: NamedTensorMap,
  forward: (save: Save) => Tensor[],
  gradients: (dys: Tensor[], saved: Tensor[], wanted: Wanted) => InputGradients,
): Tensor[] {
  return runner().runKernelFunc({
    inputs,
    attrs: {},
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dys, saved) => gradients(dys, saved, wantedNow()),
  }) as Tensor[];
}
