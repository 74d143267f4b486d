import { MismatchError } from '@ftn/errors';
import { expect, it } from 'vitest';
import { formatFixture } from '../testing/format-fixtures.js';
import { encodeNpy } from './encode-npy.js';
import { readNpy } from './read-npy.js';

const names = [
  'float64',
  'float32',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
];

it.each([...names, 'scalar', 'empty'])('writes %s.npy byte for byte as NumPy does', (name) => {
  const bytes = formatFixture(`${name}.npy`);
  expect(Buffer.from(encodeNpy(readNpy(bytes)))).toEqual(Buffer.from(bytes));
});

it('writes a part of a longer buffer, and a vector as a tuple of one', () => {
  const data = Float32Array.of(9, 1.5, -2, 9).subarray(1, 3);
  const bytes = encodeNpy({ shape: [2], data });
  expect(Buffer.from(bytes).toString('latin1')).toContain("'shape': (2,), }");
  expect(readNpy(bytes)).toEqual({ shape: [2], data: Float32Array.of(1.5, -2) });
});

it('refuses numbers that do not fill the shape', () => {
  expect(() => encodeNpy({ shape: [2, 2], data: Float32Array.of(1, 2, 3) })).toThrow(MismatchError);
});
