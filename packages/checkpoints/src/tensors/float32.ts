import { UsageError } from '@ftn/errors';
import { bfloat16Bits, bfloat16Value, float16Bits, float16Value } from './half-floats.js';
import { checkTensor, type TensorData } from './tensor-data.js';

/** A tensor's elements as float32: exact from float16 and bfloat16, rounded from float64 and from large integers. */
export function toFloat32(tensor: TensorData): Float32Array {
  const { dtype, data } = tensor;
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number);
  if (dtype === 'float16' || dtype === 'bfloat16') {
    const value = dtype === 'float16' ? float16Value : bfloat16Value;
    const out = new Float32Array(data.length);
    for (let i = 0; i < out.length; i++) out[i] = value(data[i]!);
    return out;
  }
  return Float32Array.from(data);
}

/**
 * A tensor that keeps float32 values as `dtype`, rounded to the nearest (ties to even).
 * As float16 a value of magnitude 65520 or more is refused: it would become infinite.
 */
export function fromFloat32(
  values: Float32Array,
  shape: readonly number[],
  dtype: 'float32' | 'float16' | 'bfloat16' | 'float64' = 'float32',
): TensorData {
  const tensor = { dtype, shape, data: encode(values, dtype) };
  checkTensor('tensor', tensor);
  return tensor;
}

function encode(values: Float32Array, dtype: 'float32' | 'float16' | 'bfloat16' | 'float64') {
  if (dtype === 'float32') return values;
  if (dtype === 'float64') return Float64Array.from(values);
  const out = new Uint16Array(values.length);
  if (dtype === 'bfloat16') {
    for (let i = 0; i < out.length; i++) out[i] = bfloat16Bits(values[i]!);
    return out;
  }
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) >= 65520 && Number.isFinite(value)) {
      throw new UsageError(`element ${i} does not fit into float16`, {
        expected: 'a magnitude below 65520',
        got: String(value),
        hint: 'Store this tensor as bfloat16 or float32.',
      });
    }
    out[i] = float16Bits(value);
  }
  return out;
}
