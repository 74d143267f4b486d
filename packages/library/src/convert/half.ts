import { fromFloat32, type NamedTensors, type TensorData, toFloat32 } from '@ftn/checkpoints';
import { FormatError, FtnError } from '@ftn/errors';

const wide: ReadonlySet<string> = new Set(['float32', 'float64', 'bfloat16']);

function halved(name: string, tensor: TensorData, file: string): TensorData {
  if (!wide.has(tensor.dtype)) return tensor;
  try {
    return fromFloat32(toFloat32(tensor), tensor.shape, 'float16');
  } catch (cause) {
    if (!FtnError.isInstance(cause)) throw cause;
    const { got = '' } = cause.details;
    throw new FormatError(`'${name}' holds ${got}, which does not fit float16`, {
      file,
      hint: 'Convert without `half`.',
      cause,
    });
  }
}

/**
 * Tensors with their floating-point numbers in half precision, rounded to the nearest; counters and masks stay as they are.
 *
 * @throws FormatError for a number beyond ±65504
 */
export function inHalfPrecision(tensors: NamedTensors, file: string): NamedTensors {
  return new Map([...tensors].map(([name, tensor]) => [name, halved(name, tensor, file)]));
}
