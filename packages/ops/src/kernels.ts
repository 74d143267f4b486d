import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { isObserving } from './autodiff/observe.js';
import { type NativeBackend, nativeBackend } from './native-backend.js';

const found = new WeakMap<NativeBackend, boolean>();

/** Whether this project's own operations (`@ftn/engine`, native/kernels) are registered with this TensorFlow. */
function works(native: NativeBackend): boolean {
  if (native.isUsingGpuDevice) return false;
  try {
    return tidy(() => {
      const vector = (values: number[], shape: number[]) => tensor(values, shape);
      const inputs = [
        vector([1, 2], [1, 1, 1, 2]),
        vector([3], [1, 1]),
        vector([1, 10], [2, 1]),
        vector([2], [1, 1]),
      ];
      const merged = native.executeSingleOutput('FtnMergeFactors', [], inputs).dataSync();
      return merged[0] === 7 && merged[1] === 62;
    });
  } catch {
    return false;
  }
}

let used = true;

/** Whether the kernels are used where they are there; returns what was the case before. */
export function useKernels(use: boolean): boolean {
  const before = used;
  used = use;
  return before;
}

/** Runs `f` on TensorFlow's own operations alone: what the kernels are compared with. */
export function withoutKernels<T>(f: () => T): T {
  const before = useKernels(false);
  try {
    return f();
  } finally {
    useKernels(before);
  }
}

/** The native backend where it has this project's own kernels, which do in one pass what else takes several. */
export function kernelBackend(): NativeBackend | undefined {
  // What is observed runs as the operations it is described by.
  const native = used && !isObserving() ? nativeBackend() : undefined;
  if (!native) return undefined;
  let answer = found.get(native);
  if (answer === undefined) {
    answer = works(native);
    found.set(native, answer);
  }
  return answer ? native : undefined;
}

/** A tensor an operation may or may not be given, as a list of none or one. */
export function optional(input: Tensor | undefined): { count: number; inputs: Tensor[] } {
  return { count: input ? 1 : 0, inputs: input ? [input] : [] };
}
