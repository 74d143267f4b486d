import { hwioToOihw, type NamedTensors, oihwToHwio, type TensorData, toFloat32 } from '@ftn/checkpoints';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** A tensor as files keep it: float32, kernels (rank 4) in OIHW; a copy. */
export function toFileTensor(value: Tensor): TensorData {
  const data = value.dataSync<'float32'>();
  const inMemory: TensorData = { dtype: 'float32', shape: [...value.shape], data };
  return value.rank === 4 ? hwioToOihw(inMemory) : { ...inMemory, data: data.slice() };
}

/** A file's tensor in memory: float32, kernels in HWIO. */
export function fromFileTensor(data: TensorData): Tensor {
  const inMemory = data.shape.length === 4 ? oihwToHwio(data) : data;
  return tensor(toFloat32(inMemory), [...inMemory.shape], 'float32');
}

/** Every tensor of a map as files keep it, in the same order. */
export function toFileTensors(values: ReadonlyMap<string, Tensor>): NamedTensors {
  return new Map([...values].map(([name, value]) => [name, toFileTensor(value)]));
}
