import { UsageError } from '@ftn/errors';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  type backend_util,
  type DataType,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

type Values = backend_util.BackendValues;

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The values in the kind of array that another backend takes for their type. */
function inArrayOf(dtype: DataType, values: Values): Values {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return values;
  const Kind = arrays[dtype];
  return values instanceof Kind ? values : Kind.from(values as ArrayLike<number>);
}

type Copy = (info: TensorInfo) => TensorInfo;

/** Every tensor among a kernel's inputs; what may be left out stays left out. */
function mapTensors(inputs: unknown, map: Copy): unknown {
  if (inputs === null || typeof inputs !== 'object') return inputs;
  // Where the type says a map of tensors, Concat has a list, and what is ragged a list in a map.
  if (Array.isArray(inputs)) return inputs.map((one) => mapTensors(one, map));
  if ('dataId' in inputs) return map(inputs as TensorInfo);
  return Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, mapTensors(one, map)]));
}

/**
 * A kernel as TensorFlow.js has it in plain JavaScript, on tensors of another backend: their values are copied out and the
 * results' values in. Undefined where there is none. Complex numbers are refused: backends keep them in different ways.
 */
export function javascriptKernel(kernelName: string): KernelFunc | undefined {
  const kernel = getKernel(kernelName, 'cpu');
  if (kernel === undefined) return undefined;
  return ({ inputs, attrs, backend: owner }) => {
    const backend = owner as KernelBackend;
    // One for each call, so that what a kernel leaves behind goes with it; it greets at its first use unless told otherwise.
    const host = new MathBackendCPU();
    Reflect.set(host, 'firstUse', false);
    const copied = mapTensors(inputs, ({ dataId, shape, dtype }) => {
      if (dtype === 'complex64') {
        throw new UsageError(`${kernelName} of complex numbers has no kernel here`, {
          hint: 'Compute with the real and the imaginary part.',
        });
      }
      return host.makeTensorInfo(shape, dtype, backend.readSync(dataId));
    }) as NamedTensorInfoMap;
    const result = kernel.kernelFunc({ inputs: copied, backend: host, ...(attrs && { attrs }) });
    const moved = [result].flat().map(({ dataId, shape, dtype }) => ({
      dataId: backend.write(inArrayOf(dtype, host.readSync(dataId)), shape, dtype),
      shape,
      dtype,
    }));
    return Array.isArray(result) ? moved : moved[0]!;
  };
}
