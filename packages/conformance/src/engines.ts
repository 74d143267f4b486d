import '@tensorflow/tfjs-backend-wasm';
import { findBackend } from '@tensorflow/tfjs-core';

/** TensorFlow.js's names of the engines. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';

const reasons = {
  tensorflow: 'the native engine is not installed on this machine, or FTN_ENGINE keeps it away',
  webgpu: 'FTN_ENGINE is not webgpu, which needs an adapter and two packages more',
} as const;

/** Why a backend cannot run here; undefined where it can. */
export function whyNot(backend: BackendName): string | undefined {
  if (backend === 'wasm' || backend === 'cpu' || findBackend(backend)) return undefined;
  return reasons[backend];
}
