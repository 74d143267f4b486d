import '@tensorflow/tfjs-backend-wasm';
import { findBackend } from '@tensorflow/tfjs-core';

/** TensorFlow.js's names of the engines. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** Why a backend cannot run here; undefined where it can. */
export function whyNot(backend: BackendName): string | undefined {
  return backend === 'tensorflow' && !findBackend(backend)
    ? 'the native engine is not installed on this machine, or FTN_ENGINE keeps it away'
    : undefined;
}
