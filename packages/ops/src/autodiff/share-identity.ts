import { getBackend, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';

interface ReferenceCounting {
  incRef(dataId: object): void;
}

let shared = false;

/**
 * Makes Identity on the wasm backend hand out the same memory once more, as every other backend does. tfjs-core takes
 * an Identity of every tensor it saves for a gradient, and the wasm backend's own kernel copies the data each time.
 */
export function shareIdentity(): void {
  if (shared || getBackend() !== 'wasm') return;
  shared = true;
  unregisterKernel('Identity', 'wasm');
  registerKernel({
    kernelName: 'Identity',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend }) => {
      const { dataId, shape, dtype } = inputs.x as TensorInfo;
      (backend as ReferenceCounting).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
