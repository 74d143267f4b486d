import type { Fail } from '../../bytes/fail.js';
import {
  bytesPerElement,
  elementCount,
  type TensorData,
  type TypedArray,
  tensorFromBytes,
} from '../../tensors/tensor-data.js';
import type { TensorRef } from './refs.js';

/** Bytes that may still be allocated for tensors that are not contiguous in their storage. */
export interface CopyBudget {
  left: number;
}

/** A tensor's own elements in row-major order: a view of the storage where they stand so already, a copy where not. */
export function materialise(
  name: string,
  { storage, offset, shape, strides }: TensorRef,
  bytes: Uint8Array,
  budget: CopyBudget,
  fail: Fail,
): TensorData {
  const { dtype } = storage;
  const width = bytesPerElement(dtype);
  const count = elementCount(shape);
  const first = (storage.start + offset) * width;
  if (isContiguous(shape, strides))
    return tensorFromBytes(dtype, shape, bytes.subarray(first, first + count * width));
  budget.left -= count * width;
  if (budget.left < 0)
    fail(`'${name}' repeats a small storage into ${count} elements, more than the file can account for`);
  const whole = tensorFromBytes(
    dtype,
    [storage.length],
    bytes.subarray(storage.start * width, (storage.start + storage.length) * width),
  );
  return { dtype, shape, data: gather(whole.data, offset, shape, strides, count) };
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

function gather(
  source: TypedArray,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): TypedArray {
  const out = new (source.constructor as new (length: number) => TypedArray)(count);
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < count; to++) {
    out[to] = source[from]!;
    // The next index, counting the last axis fastest.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
