import type { NumberArray } from '../nd-array.js';
import type { MatCursor, MatElement } from './mat-cursor.js';
import { type NumericClass, storageTypes } from './storage-types.js';

/**
 * The numbers of an element as an array of its variable's class, in the order they are stored.
 *
 * MATLAB stores whole numbers in the smallest type that holds them, whatever the class. A number that its
 * class cannot hold is refused: it would come out as another one.
 */
export function readNumbers(
  cursor: MatCursor,
  element: MatElement,
  count: number,
  target: NumericClass,
): NumberArray {
  const storage = storageTypes[element.type];
  if (!storage)
    cursor.fail('the numbers have an unknown type', element.start, { got: `type ${element.type}` });
  if (element.size !== count * storage.bytes) {
    cursor.fail('the numbers do not fill the shape', element.start, {
      expected: `${count} × ${storage.bytes} bytes`,
      got: `${element.size}`,
    });
  }
  const out = target.create(count);
  const { view, littleEndian } = cursor;
  const big = out instanceof BigInt64Array || out instanceof BigUint64Array;
  const floating = out instanceof Float64Array || out instanceof Float32Array;
  for (let i = 0, at = element.start; i < count; i++, at += storage.bytes) {
    const value = storage.read(view, at, littleEndian);
    if (big) {
      if (typeof value !== 'bigint' && !Number.isInteger(value)) misfit(cursor, at, target, value);
      (out as BigInt64Array)[i] = BigInt(value);
    } else {
      (out as Float64Array)[i] = Number(value);
    }
    // Fractions may lose digits in `single`, as they would in MATLAB; whole numbers may not change.
    // biome-ignore lint/suspicious/noDoubleEquals: 5n and 5 are the same number
    if (!floating && out[i] != value) misfit(cursor, at, target, value);
  }
  return out;
}

function misfit(cursor: MatCursor, at: number, target: NumericClass, value: number | bigint): never {
  return cursor.fail(`a number does not fit the variable's class`, at, {
    expected: target.name,
    got: String(value),
  });
}
