import { StorageError } from '@ftn/errors';
import * as tf from '@tensorflow/tfjs-core';
import { type GpuAdapter, loadDawn } from './dawn.js';

/** What TensorFlow.js's kernels may use up to what the adapter has; everything else stays at the standard's defaults. */
const raised = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];

const install = 'npm i webgpu @tensorflow/tfjs-backend-webgpu@4.22.0, or FTN_WEBGPU=/path/to/webgpu/index.js';

/** Shows `navigator.gpu` while `work` runs: the backend looks for it, and nothing else should take this for a browser. */
function withNavigator<T>(gpu: unknown, work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { gpu } });
  try {
    return work();
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
    if (before) Object.defineProperty(globalThis, 'navigator', before);
  }
}

/** What runs the engine, in the words of its driver. */
const describe = ({ info }: GpuAdapter): string => info.description || info.device || info.vendor;

/**
 * Makes WebGPU tfjs-core's backend, by Dawn. The device is asked for here: TensorFlow.js's own way asks for a list of features where
 * one is wanted, which Dawn refuses.
 *
 * @throws StorageError where a package is missing or no adapter is found
 */
export async function startWebgpu(): Promise<{ adapter: string; software: boolean }> {
  const missing = (error: unknown) => {
    throw new StorageError('the engine webgpu needs two packages more', { hint: install, cause: error });
  };
  const gpu = await loadDawn().catch(missing);
  const { NodeWebGPUBackend } = await import('./node-webgpu-backend.js').catch(missing);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new StorageError('no WebGPU adapter is here', {
      hint: "Dawn needs the system's Vulkan loader and a driver; VK_ICD_FILENAMES names one.",
    });
  }
  const requiredLimits = Object.fromEntries(raised.map((name) => [name, adapter.limits[name]!]));
  const device = await adapter.requestDevice({ requiredLimits });
  type Parts = ConstructorParameters<typeof NodeWebGPUBackend>;
  const backend = withNavigator(
    gpu,
    () => new NodeWebGPUBackend(device as unknown as Parts[0], adapter.info as Parts[1]),
  );
  // Small operations else run on the processor whenever their inputs happen to be there, with other bits.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  tf.registerBackend('webgpu', () => backend, 0);
  if (!(await tf.setBackend('webgpu'))) {
    throw new StorageError('TensorFlow.js refused the backend webgpu', {
      hint: 'FTN_ENGINE=native runs without it.',
    });
  }
  return { adapter: describe(adapter), software: adapter.info.isFallbackAdapter === true };
}
