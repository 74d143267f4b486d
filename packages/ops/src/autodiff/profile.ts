import { engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { type NativeBackend, nativeBackend } from '../native-backend.js';
import { nameGradients, profiledLayer } from './profiled-as.js';

/** Runs of one operation on tensors of the same shapes, in one layer. */
export interface ProfiledOperation {
  /** Its name: TensorFlow's on the native engine, tfjs's kernel elsewhere. */
  readonly name: string;
  /** The shapes of what it read, e.g. `8×56×56×64, 3×3×64×64`. */
  readonly shapes: string;
  /** Whose it is, forward or backward, where `profiledAs` said so. */
  readonly layer?: string;
  readonly calls: number;
  /** Of all calls together. */
  readonly milliseconds: number;
}

type Count = (name: string, inputs: readonly Pick<Tensor, 'shape'>[], milliseconds: number) => void;

// Private in tfjs-core 4.22, which this package pins as its peer.
interface Kernel {
  readonly kernelName?: string;
  readonly inputs: NamedTensorMap;
}
interface KernelRunner {
  runKernelFunc(kernel: Kernel): unknown;
}

const timed = <T>(f: () => T, done: (milliseconds: number) => void): T => {
  const began = performance.now();
  const result = f();
  done(performance.now() - began);
  return result;
};

/** Every operation that reaches TensorFlow, tfjs's own among them. */
function timeNative(native: NativeBackend, count: Count): () => void {
  const { executeSingleOutput: single, executeMultipleOutputs: several } = native;
  const own = native as { -readonly [key in keyof NativeBackend]: NativeBackend[key] };
  own.executeSingleOutput = (name, attributes, inputs) =>
    timed(
      () => single.call(native, name, attributes, inputs),
      (ms) => count(name, inputs, ms),
    );
  own.executeMultipleOutputs = (name, attributes, inputs, outputs) =>
    timed(
      () => several.call(native, name, attributes, inputs, outputs),
      (ms) => count(name, inputs, ms),
    );
  return () => {
    // Back to the class's own.
    Reflect.deleteProperty(own, 'executeSingleOutput');
    Reflect.deleteProperty(own, 'executeMultipleOutputs');
  };
}

/** Every kernel tfjs runs; those that run others count these as well. */
function timeKernels(count: Count): () => void {
  const target = engine() as unknown as KernelRunner;
  const run = target.runKernelFunc;
  target.runKernelFunc = (kernel) => {
    const { kernelName, inputs } = kernel;
    if (kernelName === undefined) return run.call(target, kernel);
    return timed(
      () => run.call(target, kernel),
      (ms) => count(kernelName, Object.values(inputs), ms),
    );
  };
  return () => Reflect.deleteProperty(target, 'runKernelFunc');
}

/**
 * Runs `f` and says how long each of the engine's operations took in it, by name, shapes and layer, the longest first. Operations of the
 * native and the WebAssembly engine have ended when they return, so that their times add up to what is not JavaScript.
 */
export function profileOperations<T>(f: () => T): { result: T; operations: ProfiledOperation[] } {
  const found = new Map<string, ProfiledOperation>();
  const count: Count = (name, inputs, milliseconds) => {
    const shapes = inputs.map(({ shape }) => shape.join('×') || '1').join(', ');
    const layer = profiledLayer();
    const key = `${name} ${shapes} ${layer}`;
    const named = layer === undefined ? {} : { layer };
    const before = found.get(key) ?? { name, shapes, ...named, calls: 0, milliseconds: 0 };
    found.set(key, {
      ...before,
      calls: before.calls + 1,
      milliseconds: before.milliseconds + milliseconds,
    });
  };
  const native = nativeBackend();
  const stopNaming = nameGradients();
  const stop = native ? timeNative(native, count) : timeKernels(count);
  try {
    const result = f();
    const operations = [...found.values()].sort((a, b) => b.milliseconds - a.milliseconds);
    return { result, operations };
  } finally {
    stop();
    stopNaming();
  }
}
