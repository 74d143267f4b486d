import { MismatchError } from '@ftn/errors';
import { elementCount, type NdArray } from '../nd-array.js';

/** NumPy's type strings of what is written. */
const types = [
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
  [Int8Array, '|i1'],
  [Uint8Array, '|u1'],
  [Int16Array, '<i2'],
  [Uint16Array, '<u2'],
  [Int32Array, '<i4'],
  [Uint32Array, '<u4'],
  [BigInt64Array, '<i8'],
  [BigUint64Array, '<u8'],
] as const;

/** A header is filled up with spaces so that the numbers begin at a multiple of this. */
const alignment = 64;
const beforeHeader = 10;

/**
 * An array of numbers as the bytes of a `.npy` file (version 1, C order, little-endian), as `numpy.save` writes it.
 *
 * Source: NumPy Enhancement Proposal 1.
 *
 * @throws MismatchError where the numbers do not fill the shape
 */
export function encodeNpy({ shape, data }: NdArray): Uint8Array {
  if (elementCount(shape) !== data.length) {
    throw new MismatchError('the numbers do not fill the shape', {
      expected: `${shape.join(' × ') || 1}`,
      got: `${data.length} numbers`,
    });
  }
  const [, type] = types.find(([kind]) => data instanceof kind)!;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const filled = Math.ceil((beforeHeader + text.length + 1) / alignment) * alignment;
  const header = new TextEncoder().encode(`${text.padEnd(filled - beforeHeader - 1)}\n`);
  const file = new Uint8Array(filled + data.byteLength);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]);
  file.set(header, beforeHeader);
  file.set(littleEndian(data), filled);
  return file;
}

/** The bytes of numbers, the lowest of each first whatever the machine has. */
function littleEndian(data: NdArray['data']): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes;
  const size = data.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
}
