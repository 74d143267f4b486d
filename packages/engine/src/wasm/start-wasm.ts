import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** Makes WebAssembly (with SIMD where Node has it) tfjs-core's backend. @returns the threads it uses */
export async function startWasm(threads: number | undefined): Promise<number> {
  setThreadsCount(threads ?? 1);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs refused the backend wasm');
  return 1;
}
