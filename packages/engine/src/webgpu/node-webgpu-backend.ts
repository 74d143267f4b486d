import { StorageError } from '@ftn/errors';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type backend_util, type DataId, util } from '@tensorflow/tfjs-core';
import { type GpuBuffer, type GpuDevice, runDawn } from './dawn.js';

/** The flags of GPUBufferUsage and GPUMapMode that reading takes; the standard fixes their values. */
const mapRead = 0x1;
const copyDestination = 0x8;

/** A tensor of this backend: its values once they were read, and where they are on the GPU. */
interface Held {
  values?: backend_util.BackendValues | null;
  readonly dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64';
  readonly resource?: unknown;
}

/** The part of the class below that its declarations keep to themselves. */
interface Encoder {
  readonly commandEncoder: {
    copyBufferToBuffer(from: GpuBuffer, at: number, to: GpuBuffer, toAt: number, size: number): void;
  };
}

/**
 * TensorFlow.js's WebGPU backend for Node. In a page it reads values at once by way of a canvas, which is not there in Node; here it
 * waits for Dawn.
 */
export class NodeWebGPUBackend extends WebGPUBackend {
  override readSync(dataId: DataId): backend_util.BackendValues {
    const held = this.tensorMap.get(dataId) as unknown as Held;
    if (held.values || held.dtype === 'string' || held.dtype === 'complex64') {
      return super.readSync(dataId);
    }
    const from = held.resource as GpuBuffer;
    const device = this.device as unknown as GpuDevice;
    const staging = device.createBuffer({ size: from.size, usage: mapRead | copyDestination });
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    (this as unknown as Encoder).commandEncoder.copyBufferToBuffer(from, 0, staging, 0, from.size);
    this.submitQueue();
    let failure: unknown;
    staging.mapAsync(mapRead).catch((error: unknown) => {
      failure = error;
    });
    while (staging.mapState === 'pending' && runDawn());
    if (staging.mapState !== 'mapped') {
      throw new StorageError('the GPU gave no values', {
        hint: 'Its device may be lost: start the program again, with FTN_ENGINE=native where it happens again.',
        cause: failure,
      });
    }
    const bytes = staging.getMappedRange().slice(0);
    staging.unmap();
    staging.destroy();
    held.values = util.convertBackendValuesAndArrayBuffer(bytes, held.dtype);
    return held.values;
  }
}
