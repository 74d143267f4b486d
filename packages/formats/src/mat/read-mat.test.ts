import { deflateSync } from 'node:zlib';
import { FormatError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { describeMat, expectedOf, formatFixture } from '../testing/format-fixtures.js';
import type { MatFile, MatValue } from './mat-value.js';
import { matField, matNumber, matText, matVariable } from './mat-variable.js';
import { readMat } from './read-mat.js';

const described = (mat: MatFile) =>
  Object.fromEntries([...mat.variables].map(([name, value]) => [name, describeMat(value)]));

/** The header of a little-endian file and its content. */
function matFile(...parts: Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  return new Uint8Array(Buffer.concat([header, ...parts]));
}

function element(type: number, data: Uint8Array | number[], size = data.length): Buffer {
  const out = Buffer.alloc(8 + (type === 15 ? data.length : Math.ceil(data.length / 8) * 8));
  out.writeUInt32LE(type, 0);
  out.writeUInt32LE(size, 4);
  out.set(data, 8);
  return out;
}

const int32 = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer);

/** An array's header (class, shape, name) and what follows it. */
const array = (arrayClass: number, shape: number[], name: string, ...rest: Buffer[]) =>
  element(
    14,
    Buffer.concat([
      element(6, int32(arrayClass, 0)),
      element(5, int32(...shape)),
      element(1, Buffer.from(name)),
      ...rest,
    ]),
  );

/** Cells in cells. */
function nested(levels: number): Buffer {
  let inner = array(6, [0, 0], '', element(9, []));
  for (let i = 0; i < levels; i++) inner = array(1, [1, 1], '', inner);
  return inner;
}

describe('readMat', () => {
  it.each(['plain.mat', 'packed.mat', 'big-endian.mat', 'sparse.mat'])('reads %s as SciPy does', (name) => {
    expect(described(readMat(formatFixture(name)))).toEqual(expectedOf(name));
  });

  it('refuses names beyond ASCII, which SciPy reads in two ways', () => {
    const named = (type: number, ...name: number[]) =>
      matFile(
        element(
          14,
          Buffer.concat([
            element(6, int32(6, 0)),
            element(5, int32(1, 1)),
            element(type, name),
            element(9, new Uint8Array(Float64Array.of(3).buffer)),
          ]),
        ),
      );
    const read = (type: number, ...name: number[]) => [
      ...readMat(named(type, ...name), { file: 'a.mat' }).variables.keys(),
    ];
    expect(read(16, 0x61, 0x62)).toEqual(['ab']);
    expect(() => read(1, 0x61, 0xe4)).toThrow('expected ASCII, got the byte 228');
    expect(() => read(16, 0x61, 0xc3, 0xa4)).toThrow('expected ASCII, got the byte 195');
  });

  it('refuses a version of the format that it does not know', () => {
    const bytes = formatFixture('plain.mat').slice();
    bytes[125] = 2;
    expect(() => readMat(bytes, { file: 'a.mat' })).toThrow('unknown version: expected 0x0100, got 0x0200');
  });

  it('takes what is not 0 in a logical array of another class for true, as SciPy does', () => {
    const logical = element(
      14,
      Buffer.concat([
        element(6, int32(6 | 0x200, 0)),
        element(5, int32(1, 3)),
        element(1, Buffer.from('flags')),
        element(9, new Uint8Array(Float64Array.of(0, 42, -1).buffer)),
      ]),
    );
    expect(described(readMat(matFile(logical)))).toEqual({
      flags: { class: 'uint8', shape: [1, 3], data: [0, 1, 1], logical: true },
    });
  });

  it('reports the offset of each value', () => {
    const { variables } = readMat(formatFixture('plain.mat'));
    const offsets = [...variables.values()].map(({ offset }) => offset);
    expect(offsets[0]).toBe(136);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  it.each<[string, Uint8Array, number, RegExp]>([
    ['version 4', formatFixture('version4.mat'), 0, /may be a MATLAB 4 file.*save -v7/],
    ['an empty file', new Uint8Array(), 0, /ends within its header/],
    ['text', Buffer.alloc(200, 'hello '), 126, /not a MATLAB file/],
    ['a header alone cut', formatFixture('plain.mat').subarray(0, 100), 100, /ends within its header/],
    ['HDF5', formatFixture('arrays.h5'), 0, /7\.3 file, which is HDF5/],
    ['a cut variable', formatFixture('plain.mat').subarray(0, 150), 128, /ends within a variable/],
    [
      'numbers that are not there',
      matFile(array(6, [1 << 15, 1 << 15], 'x', element(9, []))),
      192,
      /do not fill/,
    ],
    [
      'cells that are not there',
      matFile(array(1, [1 << 15, 1 << 15], 'x')),
      184,
      /more values than the file has room/,
    ],
    ['a negative size', matFile(array(6, [-1, 2], 'x', element(9, []))), 160, /negative size/],
    [
      'a value twice',
      matFile(...[1, 2].map(() => array(6, [0, 0], 'x', element(9, [])))),
      192,
      /'x' appears twice/,
    ],
    [
      'a number its class cannot hold',
      matFile(array(9, [1, 1], 'x', element(3, [0, 1]))),
      192,
      /expected uint8, got 256/,
    ],
    [
      'a short tag of 5 bytes',
      matFile(Buffer.from([9, 0, 5, 0, 1, 2, 3, 4])),
      128,
      /tag of a variable is invalid/,
    ],
    [
      'bytes behind an array',
      matFile(array(6, [0, 0], 'x', element(9, []), element(9, []))),
      192,
      /bytes follow the end of an array: got 8/,
    ],
    [
      'more numbers than the shape has',
      matFile(array(9, [1, 1], 'x', element(2, [1, 2]))),
      192,
      /expected 1 × 1 bytes, got 2/,
    ],
    [
      'more characters than the shape has',
      matFile(array(4, [1, 2], 'x', element(16, Buffer.from('abc')))),
      192,
      /text does not fill the shape: expected 2 characters, got 3/,
    ],
    [
      'bytes behind packed data',
      matFile(
        element(15, Buffer.concat([deflateSync(array(6, [0, 0], 'x', element(9, []))), Buffer.alloc(3)])),
      ),
      136 + deflateSync(array(6, [0, 0], 'x', element(9, []))).length,
      /bytes follow the packed data/,
    ],
    ['too many levels', matFile(nested(65)), 128, /nest too deep/],
  ])('refuses %s at its offset', (_, bytes, offset, message) => {
    let error: unknown;
    try {
      readMat(bytes, { file: 'x.mat' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toMatch(message);
    expect((error as FormatError).message).toMatch(/^x\.mat/);
    if (!/too deep/.test(String(message))) expect((error as FormatError).details.offset).toBe(offset);
  });

  it('reads 64 nested levels, and any number without a deeper stack', () => {
    let value: MatValue = matVariable(readMat(matFile(nested(64))), '', 'cell');
    let levels = 0;
    for (; value.kind === 'cell'; levels++) value = value.items[0]!;
    expect(levels).toBe(64);
    expect(() => readMat(matFile(nested(2_000)))).toThrow(/nest too deep/);
  });

  it('refuses bombs before unpacking them, and keeps within a budget', () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024);
    const long = matFile(element(15, deflateSync(zeros)));
    // One byte a number in the file, eight in memory.
    const wide = matFile(
      element(15, deflateSync(array(6, [4096, 4096], 'x', element(2, zeros.subarray(0, 4096 * 4096))))),
    );
    for (const bomb of [long, wide]) {
      expect(bomb.length).toBeLessThan(200_000);
      const before = process.memoryUsage().rss;
      expect(() => readMat(bomb, { file: 'x.mat' })).toThrow(/exceed the memory budget of this file/);
      expect(process.memoryUsage().rss - before).toBeLessThan(160 * 1024 * 1024);
    }
    expect(() => readMat(formatFixture('packed.mat'), { budget: 1000 })).toThrow(/at most 1000 bytes in all/);
  });

  it('detects damaged compressed data by its checksum', () => {
    const original = formatFixture('packed.mat');
    const good = described(readMat(original));
    for (let at = 136; at < original.length; at++) {
      const bytes = original.slice();
      bytes[at]! ^= 0x10;
      try {
        const read = described(readMat(bytes));
        // What a flipped bit between two blocks can do is nothing.
        expect(read).toEqual(good);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }
  });
});

describe('variables by name and kind', () => {
  const mat = readMat(formatFixture('plain.mat'), { file: 'set.mat' });

  it('are returned as the requested kind', () => {
    const records = matVariable(mat, 'records', 'struct');
    expect(matField(mat, records, 'name').map((value) => matText(mat, value, 'a name'))).toEqual([
      'image_00000.jpg',
      'image_00001.jpg',
      'image_00002.jpg',
    ]);
    expect(matField(mat, records, 'score').map((value) => matNumber(mat, value, 'a score'))).toEqual([
      0, 1, 2,
    ]);
    expect(matText(mat, mat.variables.get('nothing')!, 'nothing')).toBe('');
  });

  it('are refused with what is missing or of another kind', () => {
    expect(() => matVariable(mat, 'labels', 'numeric')).toThrow(
      /set\.mat: the MATLAB file has no variable 'labels': got double, small, .*right file/,
    );
    expect(() => matVariable(mat, 'text', 'numeric')).toThrow(
      /'text' has the wrong kind: expected numbers, got text/,
    );
    expect(() => matField(mat, matVariable(mat, 'records', 'struct'), 'class')).toThrow(
      /no field 'class'.*bbox, name/,
    );
    expect(() => matNumber(mat, mat.variables.get('small')!, 'it')).toThrow(
      /it is not a single number: got 12 numbers/,
    );
    expect(() => matText(mat, mat.variables.get('rows')!, 'it')).toThrow(
      /it is not a single line of text: got 2 rows/,
    );
    const sparse = readMat(formatFixture('sparse.mat'), { file: 's.mat' });
    expect(() => matVariable(sparse, 'S', 'numeric')).toThrow(
      /got a sparse matrix\. Save it as a full array/,
    );
  });
});
