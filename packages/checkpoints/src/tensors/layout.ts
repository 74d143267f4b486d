import { UsageError } from '@ftn/errors';
import type { TensorData, TypedArray } from './tensor-data.js';

/** A convolution's kernel from the layout of files, (C_out, C_in, K_h, K_w), to that of memory, (K_h, K_w, C_in, C_out). */
export function oihwToHwio(kernel: TensorData): TensorData {
  return permute(kernel, [2, 3, 1, 0]);
}

/** A convolution's kernel from the layout of memory, (K_h, K_w, C_in, C_out), to that of files, (C_out, C_in, K_h, K_w). */
export function hwioToOihw(kernel: TensorData): TensorData {
  return permute(kernel, [3, 2, 0, 1]);
}

/** Axis i of the result is axis `order[i]` of the tensor; rank 4. */
function permute(
  { dtype, shape, data }: TensorData,
  order: readonly [number, number, number, number],
): TensorData {
  if (shape.length !== 4) {
    throw new UsageError('only kernels of rank 4 can change their layout', {
      got: `shape [${shape.join(', ')}]`,
    });
  }
  const strides = [shape[1]! * shape[2]! * shape[3]!, shape[2]! * shape[3]!, shape[3]!, 1];
  const [a, b, c, d] = order.map((axis) => shape[axis]!) as [number, number, number, number];
  const [stepA, stepB, stepC, stepD] = order.map((axis) => strides[axis]!) as [
    number,
    number,
    number,
    number,
  ];
  const out = new (data.constructor as new (length: number) => TypedArray)(data.length);
  let to = 0;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0; k < c; k++) {
        let from = i * stepA + j * stepB + k * stepC;
        for (let l = 0; l < d; l++, from += stepD) out[to++] = data[from]!;
      }
    }
  }
  return { dtype, shape: [a, b, c, d], data: out };
}
