import { UsageError } from '@ftn/errors';
import { engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { Operation } from './differentiable.js';

/** An operation as it was run: one of this package (`conv2d`) or a stock kernel of tfjs (`Sigmoid`). */
export interface ObservedOperation {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Every tensor it read, by name; alive only while the observer runs. */
  readonly inputs: NamedTensorMap;
  readonly outputs: readonly Tensor[];
}

// Private in tfjs-core 4.22, which this package pins as its peer; observe.test.ts fails should its shape change.
interface Kernel {
  readonly inputs: NamedTensorMap;
  readonly attrs?: object;
  readonly kernelName?: string;
  readonly operation?: Operation;
}
interface KernelRunner {
  runKernelFunc(kernel: Kernel): Tensor | Tensor[];
}

/** What a kernel is reported as; undefined where it is a composition whose parts are reported instead. */
function describe({
  kernelName,
  attrs,
  operation,
  inputs,
}: Kernel): Omit<ObservedOperation, 'outputs'> | undefined {
  if (kernelName !== undefined) return { name: kernelName, attributes: { ...attrs }, inputs };
  if (!operation) return undefined;
  const { name, attributes, constants } = operation;
  return { name, attributes: { ...attributes }, inputs: { ...inputs, ...constants } };
}

/** Whether operations are being observed: one that does several others' work at once is then run as these. */
export function isObserving(): boolean {
  return Object.hasOwn(engine(), 'runKernelFunc');
}

/**
 * Runs `f` and calls `observe` after each operation it ran, outermost only: `linear` and not the product within it.
 *
 * Nothing is paid outside: for the time of `f`, the engine's one entry for kernels is replaced. What an error thrown by
 * `observe` interrupts is `f` itself.
 *
 * @throws UsageError inside another observation
 */
export function observeOperations<T>(observe: (operation: ObservedOperation) => void, f: () => T): T {
  const target = engine() as unknown as KernelRunner;
  if (isObserving()) throw new UsageError('observeOperations: already observing');
  const run = target.runKernelFunc;
  let isWithin = false;
  target.runKernelFunc = (kernel) => {
    const description = isWithin ? undefined : describe(kernel);
    if (!description) return run.call(target, kernel);
    isWithin = true;
    try {
      const result = run.call(target, kernel);
      observe({ ...description, outputs: Array.isArray(result) ? result : [result] });
      return result;
    } finally {
      isWithin = false;
    }
  };
  try {
    return f();
  } finally {
    Reflect.deleteProperty(target, 'runKernelFunc');
  }
}
