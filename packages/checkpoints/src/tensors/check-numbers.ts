import { DivergedError, type ErrorDetails, FormatError } from '@ftn/errors';
import { bfloat16Value, float16Value } from './half-floats.js';
import type { NamedTensors, TensorData } from './tensor-data.js';

/** Reports the first number of a set of tensors that no network can compute with. */
type Report = (problem: string, details: Omit<ErrorDetails, 'file'>) => never;

/** Running variances, by the end of their names: below zero they have no square root, at zero a channel was constant. */
const isVariance = (name: string) => /(^|\.)running_var$/.test(name);

/** The place of the first number that is not finite as float32, or is below zero where none may be; −1 where all are sound. */
function firstBroken({ dtype, data }: TensorData, mayBeNegative: boolean): number {
  if (data instanceof BigInt64Array) return mayBeNegative ? -1 : data.findIndex((value) => value < 0n);
  const least = mayBeNegative ? Number.NEGATIVE_INFINITY : 0;
  if (dtype === 'float16' || dtype === 'bfloat16') {
    // All ones in the exponent are infinity and NaN; the sign is the highest bit, and −0 is no number below zero.
    const exponent = dtype === 'float16' ? 0x7c00 : 0x7f80;
    for (let i = 0; i < data.length; i++) {
      const bits = data[i] as number;
      if ((bits & exponent) === exponent || (!mayBeNegative && bits > 0x8000)) return i;
    }
    return -1;
  }
  // A float64 may be finite and still leave float32; x − x is 0 for finite x alone, and quicker than asking.
  const single = dtype === 'float64' ? Math.fround : (value: number) => value;
  for (let i = 0; i < data.length; i++) {
    const value = single(data[i] as number);
    if (value - value !== 0 || value < least) return i;
  }
  return -1;
}

const coordinates = (index: number, shape: readonly number[]): string => {
  const place: number[] = [];
  for (let axis = shape.length - 1, left = index; axis >= 0; axis--) {
    place.unshift(left % shape[axis]!);
    left = Math.floor(left / shape[axis]!);
  }
  return `[${place.join(', ')}]`;
};

function valueAt({ dtype, data }: TensorData, index: number): string {
  const value = data[index]!;
  if (dtype === 'float16') return String(float16Value(value as number));
  return String(dtype === 'bfloat16' ? bfloat16Value(value as number) : value);
}

function check(tensors: NamedTensors, report: Report): void {
  for (const [name, tensor] of tensors) {
    const variance = isVariance(name);
    const index = firstBroken(tensor, !variance);
    if (index < 0) continue;
    report(`'${name}' holds a number no network can compute with at ${coordinates(index, tensor.shape)}`, {
      expected: variance ? 'a finite number of 0 or more' : 'a finite number',
      got: valueAt(tensor, index),
    });
  }
}

/**
 * Refuses tensors read from a file of which a number is not finite as float32, or a running variance is below zero.
 *
 * @throws FormatError with the file, the tensor's name and the number's place
 */
export function checkReadNumbers(tensors: NamedTensors, file?: string): void {
  check(tensors, (problem, details) => {
    throw new FormatError(problem, {
      ...(file === undefined ? {} : { file }),
      ...details,
      hint: 'The training that wrote these weights diverged, or the file is damaged: take an earlier one.',
    });
  });
}

/**
 * Refuses to write such tensors.
 *
 * @throws DivergedError with the tensor's name and the number's place
 */
export function checkWrittenNumbers(tensors: NamedTensors): void {
  check(tensors, (problem, details) => {
    throw new DivergedError(problem, {
      ...details,
      hint: 'Nothing was written. Lower the learning rate, or continue from an earlier checkpoint.',
    });
  });
}
