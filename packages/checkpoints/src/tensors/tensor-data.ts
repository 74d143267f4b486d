import { UsageError } from '@ftn/errors';

/** The array that holds a tensor's elements: half floats as their 16 bits, bool as 0 and 1. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array;

/** The element types files of weights hold. */
export type Dtype =
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'bool';

/** A tensor outside any engine: row-major elements, little-endian in files. */
export interface TensorData {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** Tensors by name, in the order of their file. */
export type NamedTensors = ReadonlyMap<string, TensorData>;

const arrayOf = {
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const satisfies Record<Dtype, unknown>;

/** Bytes of one element. */
export function bytesPerElement(dtype: Dtype): number {
  return arrayOf[dtype].BYTES_PER_ELEMENT;
}

/** The number of elements of a shape; NaN where a size is not a whole number or the product leaves 2⁵³. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  // A size of zero makes the tensor empty however large the others are: they are checked first.
  for (const size of shape) if (!Number.isSafeInteger(size) || size < 0) return Number.NaN;
  if (shape.includes(0)) return 0;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(count)) return Number.NaN;
  }
  return count;
}

/** The tensor's elements as bytes, not copied. */
export function bytesOf(tensor: TensorData): Uint8Array {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A tensor over little-endian bytes: a view where their alignment allows, a copy where not. */
export function tensorFromBytes(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): TensorData {
  const array = arrayOf[dtype];
  const aligned = bytes.byteOffset % array.BYTES_PER_ELEMENT === 0;
  // Not `bytes.slice()`: in Node that may be a view, as unaligned as before.
  const { buffer, byteOffset, byteLength } = aligned ? bytes : Uint8Array.prototype.slice.call(bytes);
  return {
    dtype,
    shape,
    data: new array(buffer as ArrayBuffer, byteOffset, byteLength / array.BYTES_PER_ELEMENT),
  };
}

/** Refuses a tensor whose array is not of its type or not of its shape's length, so that no broken file is written. */
export function checkTensor(name: string, { dtype, shape, data }: TensorData): void {
  const array = arrayOf[dtype];
  if (!(data instanceof array)) {
    throw new UsageError(`'${name}' is ${dtype} but its data is not`, {
      expected: array.name,
      got: data.constructor.name,
    });
  }
  if (elementCount(shape) !== data.length) {
    throw new UsageError(`'${name}' does not have as many elements as its shape [${shape.join(', ')}]`, {
      expected: String(elementCount(shape)),
      got: String(data.length),
    });
  }
}
