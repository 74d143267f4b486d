import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { describeArray, expectedOf, formatFixture } from '../testing/format-fixtures.js';
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

/** A version 1 file with this header. */
function npy(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return new Uint8Array(Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, text, data]));
}

describe('readNpy', () => {
  it.each([...names, 'fortran', 'big', 'half', 'scalar', 'empty', 'bool'])(
    'reads %s.npy as NumPy does',
    (name) => {
      const { logical: _, ...expected } = expectedOf(`${name}.npy`) as Record<string, unknown>;
      expect(describeArray(readNpy(formatFixture(`${name}.npy`)))).toEqual(expected);
    },
  );

  it.each<[string, Uint8Array, RegExp]>([
    ['complex numbers', formatFixture('refused-complex.npy'), /unsupported type.*got '<c16'/],
    ['Python objects', formatFixture('refused-object.npy'), /unsupported type.*got '\|O'/],
    ['records', formatFixture('refused-records.npy'), /no supported type \('descr'\)/],
    ['another format', formatFixture('plain.mat'), /x\.npy, byte 0: this is not a \.npy file/],
    [
      'a cut file',
      formatFixture('float32.npy').subarray(0, 140),
      /byte 128: the data does not fill.*2 × 3 × 4 × 4 bytes, got 12/,
    ],
    ['a cut header', formatFixture('float32.npy').subarray(0, 50), /ends within its header/],
    ['an empty file', new Uint8Array(), /not a \.npy file/],
    [
      'a shape of 2⁶⁰',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824, 1073741824), }"),
      /does not fill the shape/,
    ],
    [
      'an entry twice',
      npy("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (0,), }"),
      /has its type \('descr'\) twice/,
    ],
    [
      'an entry nobody knows',
      npy("{'descr': '<f4', 'order': 'C', 'fortran_order': False, 'shape': (0,), }"),
      /has no supported order \('fortran_order'\)|not a dictionary of three entries/,
    ],
    [
      'the remains of an entry',
      npy("{'descr': '<f4', 'fortraY {'descr': '<f4', 'fortran_order': False, 'shape': (0,), }"),
      /has no supported order|not a dictionary of three entries/,
    ],
    [
      'a header of version 3 that is not UTF-8',
      Buffer.from(
        "\x93NUMPY\x03\x00\x36\x00\x00\x00{'descr': '<f4\xe4', 'fortran_order': False, 'shape': (1,)}\n\x00\x00\x00\x00",
        'latin1',
      ),
      /header is not UTF-8/,
    ],
    [
      'more dimensions than any array has',
      npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'1, '.repeat(40)}), }`, new Uint8Array(4)),
      /shape is invalid: got \(1, 1,/,
    ],
    [
      'a size beyond whole numbers',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }"),
      /shape is invalid/,
    ],
    [
      'words between two entries',
      npy("{'descr': '<f4' 'fortran_order': False, 'shape': (0,), }"),
      /not a dictionary of three entries/,
    ],
    [
      'a version of the future',
      Buffer.from('\x93NUMPY\x09\x00', 'latin1'),
      /unknown version: expected 1 to 3, got 9/,
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy(bytes, { file: 'x.npy' })).toThrow(FormatError);
    expect(() => readNpy(bytes, { file: 'x.npy' })).toThrow(message);
  });
});
