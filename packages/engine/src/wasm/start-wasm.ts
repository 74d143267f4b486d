import { createRequire } from 'node:module';
import type * as Os from 'node:os';
import { getThreadsCount, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { canThread, ThreadWorker } from './thread-worker.js';

/** The build keeps two pools of this many threads minus one, out of the eight workers it starts. */
const mostThreads = 4;

/** Makes `globalThis.Worker` the class above and the build count enough processors while `work` runs. */
async function withThreads<T>(threads: number, work: () => Promise<T>): Promise<T> {
  const os = createRequire(import.meta.url)('node:os') as { cpus: typeof Os.cpus };
  const { cpus } = os;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // The build assigns Node's own class to the global before it uses it: hence a setter that keeps ours.
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => ThreadWorker, set: () => {} });
  // It takes half the processors for cores, and never more threads than those, whatever it is asked for.
  os.cpus = () => Array.from({ length: 2 * threads }, () => cpus()[0]!);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
  try {
    return await work();
  } finally {
    os.cpus = cpus;
    Reflect.deleteProperty(globalThis, 'Worker');
    if (before) Object.defineProperty(globalThis, 'Worker', before);
  }
}

/** Drops the handlers that the build adds: they rethrow every stray error from inside the build, which hides it. */
async function withoutErrorHandlers<T>(work: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = new Map(events.map((event) => [event, process.listeners(event as NodeJS.Signals)]));
  try {
    return await work();
  } finally {
    for (const [event, listeners] of before) {
      const added = process
        .listeners(event as NodeJS.Signals)
        .filter((listener) => !listeners.includes(listener));
      for (const listener of added) process.off(event, listener);
    }
  }
}

/**
 * Makes WebAssembly with SIMD tfjs-core's backend, on several threads.
 *
 * @param threads at most 4 are used
 * @returns the threads it uses
 */
export async function startWasm(threads: number): Promise<number> {
  const count = Math.min(threads, mostThreads);
  const select = async (): Promise<void> => {
    setThreadsCount(count);
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs refused the backend wasm');
  };
  await withoutErrorHandlers(() => (count > 1 && canThread() ? withThreads(count, select) : select()));
  // Waiting threads must not keep the process from ending.
  for (const worker of ThreadWorker.started) worker.unref();
  return getThreadsCount();
}
