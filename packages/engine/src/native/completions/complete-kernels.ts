import {
  getKernel,
  getKernelsForBackend,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { javascriptKernel } from './javascript-kernel.js';
import { withMeaning } from './kernel-meanings.js';
import { withNumericPadding } from './numeric-padding.js';

/**
 * How TensorFlow, oneDNN beneath it and TensorFlow.js's kernels over them say that they have nothing for what was asked: a
 * type, a format, a shape. Any other error is the caller's.
 */
const nothingForIt =
  /is not in the list of allowed values|Could not find device for node|output size would be negative|could not create a primitive|does not support dataFormat|Dilation depth must be 1|was expected to be an? \w+ tensor but is an? \w+ tensor/;

/** The kernel, and in its place TensorFlow.js's own in JavaScript where TensorFlow has nothing for what is asked. */
function withFallback(kernel: KernelFunc, fallback: KernelFunc): KernelFunc {
  return (given) => {
    try {
      return kernel(given);
    } catch (error) {
      if (error instanceof Error && nothingForIt.test(error.message)) return fallback(given);
      throw error;
    }
  };
}

let complete = false;

/**
 * Makes the kernels of the backend `tensorflow` all that TensorFlow.js's operations ask for: paddings in numbers, types that
 * TensorFlow refuses, and the operations that TensorFlow.js's package for Node leaves out.
 */
export function completeKernels(): void {
  if (complete) return;
  complete = true;
  for (const { kernelName } of getKernelsForBackend('cpu')) {
    const fallback = javascriptKernel(kernelName)!;
    const config = getKernel(kernelName, 'tensorflow');
    if (config === undefined) {
      registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: fallback });
      continue;
    }
    const own = withMeaning(kernelName, withNumericPadding(kernelName, config.kernelFunc));
    unregisterKernel(kernelName, 'tensorflow');
    registerKernel({ ...config, kernelFunc: withFallback(own, fallback) });
  }
}
