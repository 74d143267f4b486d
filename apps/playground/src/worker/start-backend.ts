import { FtnError, UsageError } from '@ftn/errors';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { backend, enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core';
// Bundlers leave out what tfjs-core's gradients would register; losses of a program's own may need any of them.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { EngineName } from './calls.js';

/** Each is fetched when it is chosen, and registers itself. */
const backends: Readonly<Record<EngineName, () => Promise<void>>> = {
  async wasm() {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threaded,
    });
  },
  async webgl() {
    await import('@tensorflow/tfjs-backend-webgl');
  },
  async webgpu() {
    await import('@tensorflow/tfjs-backend-webgpu');
  },
};

/** What is used of WebGPU's device. */
interface Device {
  readonly lost: Promise<unknown>;
}

let isLost = false;

/**
 * What to say where the browser has taken the engine's device away, after which every call fails in its own words; null where
 * it has not.
 */
export function lostEngine(): UsageError | null {
  if (!isLost) return null;
  return new UsageError('the browser has lost the graphics device that computed this', {
    hint: 'Choose another engine; wasm runs everywhere.',
  });
}

/**
 * Makes a backend tfjs-core's.
 *
 * @throws UsageError where this browser does not have it
 */
export async function startBackend(name: EngineName): Promise<void> {
  enableProdMode();
  try {
    await backends[name]();
    if (!(await setBackend(name))) throw new UsageError('it did not start');
    await ready();
    const { device } = backend() as { readonly device?: Device };
    void device?.lost.then(() => {
      isLost = true;
    });
  } catch (cause) {
    if (FtnError.isInstance(cause) && cause.details.hint) throw cause;
    throw new UsageError(`the engine '${name}' cannot start in this browser`, {
      hint: 'Choose another one; wasm runs everywhere.',
      cause,
    });
  }
}
