import type { Budget } from '../budget.js';
import { fromFortranOrder, type NumberArray } from '../nd-array.js';
import { type ArrayHeader, readArrayHeader, text } from './array-header.js';
import type { MatCursor, MatElement } from './mat-cursor.js';
import type { MatNumeric, MatValue } from './mat-value.js';
import { readNumbers } from './read-numbers.js';
import { readText } from './read-text.js';
import {
  CELL,
  CHAR,
  MATRIX,
  type NumericClass,
  numericClasses,
  STRUCT,
  unsupportedClasses,
} from './storage-types.js';

/** The type of an element that holds 32-bit whole numbers. */
const INT32 = 5;
/** The class of an object whose fields follow as those of a struct do. */
const OBJECT = 3;

/** How deep cells and structs may nest: a guard, far beyond what data sets do. */
const MAX_DEPTH = 64;
/** The approximate overhead of a value, in bytes. */
const VALUE_BYTES = 64;

/** A cell or struct whose values are being read. */
interface Open {
  readonly end: number;
  readonly count: number;
  readonly values: MatValue[];
  close(values: MatValue[]): MatValue;
}

/** Reads the array in an element of the cursor, whatever it nests; no call goes deeper than its data. */
export function readArray(
  cursor: MatCursor,
  element: MatElement,
  budget: Budget,
): { name: string; value: MatValue } {
  const stack: Open[] = [];
  let name: string | undefined;
  let next = element;
  for (;;) {
    const [header, opened] = open(cursor, next, budget);
    name ??= header.name;
    let value: MatValue | undefined;
    if ('close' in opened) {
      if (stack.length === MAX_DEPTH) {
        cursor.fail('cells and structs nest too deep', next.start, {
          expected: `at most ${MAX_DEPTH} levels`,
        });
      }
      stack.push(opened);
    } else {
      value = opened;
    }
    // Close whatever is complete; `value` is what was completed last.
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (value) top.values.push(value);
      value = undefined;
      if (top.values.length < top.count) break;
      stack.pop();
      expectEnd(cursor, top.end);
      value = top.close(top.values);
    }
    const top = stack.at(-1);
    if (!top) return { name, value: value! };
    next = cursor.next(top.end, 'a value of a cell or struct');
    if (next.type !== MATRIX)
      cursor.fail('a value of a cell or struct is not an array', next.start, { got: `type ${next.type}` });
  }
}

/** Reads an array's header and, where it holds no other arrays, all of it. */
function open(
  cursor: MatCursor,
  element: MatElement,
  budget: Budget,
): readonly [ArrayHeader, MatValue | Open] {
  const end = element.start + element.size;
  const offset = cursor.offsetOf(element.start);
  budget.spend(VALUE_BYTES, 'a value', offset);
  // MATLAB writes an empty [] inside a cell as an element without content.
  if (element.size === 0) {
    const empty: MatNumeric = {
      kind: 'numeric',
      shape: [0, 0],
      offset,
      data: new Float64Array(),
      logical: false,
    };
    return [{ arrayClass: 6, logical: false, complex: false, shape: [0, 0], count: 0, name: '' }, empty];
  }
  cursor.at = element.start;
  const header = readArrayHeader(cursor, end);
  const { arrayClass, shape, count } = header;
  const what = unsupportedClasses[arrayClass];
  if (arrayClass === OBJECT) {
    // Read as what it is, a class's name and a struct, so that a damaged one is not passed over.
    text(cursor, cursor.next(end, "an object's class"));
    const close = (): MatValue => ({ kind: 'unsupported', shape, offset, what: what! });
    return [header, { ...openStruct(cursor, header, end, offset), close }];
  }
  if (what) {
    cursor.at = end;
    return [header, { kind: 'unsupported', shape, offset, what }];
  }
  if (arrayClass === CELL) return [header, openCell(cursor, header, end, offset)];
  if (arrayClass === STRUCT) return [header, openStruct(cursor, header, end, offset)];
  if (arrayClass === CHAR) {
    budget.spend(24 * count, 'a text', offset);
    const rows = readText(cursor, cursor.next(end, 'a text'), shape, count);
    expectEnd(cursor, end);
    return [header, { kind: 'char', shape, offset, rows }];
  }
  const numeric = numericClasses[arrayClass];
  if (!numeric)
    return cursor.fail('an array has an unknown class', element.start, { got: `class ${arrayClass}` });
  const data = numbers(cursor, header, numeric, end, budget);
  const imaginary = header.complex ? numbers(cursor, header, numeric, end, budget) : undefined;
  expectEnd(cursor, end);
  // Earlier versions of MATLAB mark arrays of any class as logical: whatever is not 0 is true. Complex ones are none.
  const logical = header.logical && !imaginary;
  const kept = logical ? Uint8Array.from(data as ArrayLike<number>, (value) => (value ? 1 : 0)) : data;
  return [
    header,
    { kind: 'numeric', shape, offset, data: kept, logical, ...(imaginary ? { imaginary } : {}) },
  ];
}

function numbers(
  cursor: MatCursor,
  { shape, count }: ArrayHeader,
  target: NumericClass,
  end: number,
  budget: Budget,
): NumberArray {
  const element = cursor.next(end, 'the numbers of an array');
  // Checked against the bytes that are there before anything of the declared size is allocated.
  if (count > element.size) {
    cursor.fail('the numbers do not fill the shape', element.start, {
      expected: `${shape.join(' × ')} numbers`,
      got: `${element.size} bytes`,
    });
  }
  budget.spend(2 * count * target.bytes, 'an array', cursor.offsetOf(element.start));
  return fromFortranOrder(readNumbers(cursor, element, count, target), shape, target.create);
}

function openCell(cursor: MatCursor, { shape, count }: ArrayHeader, end: number, offset: number): Open {
  expectRoom(cursor, count, end);
  return {
    end,
    count,
    values: [],
    close: (values) => ({ kind: 'cell', shape, offset, items: ordered(values, shape) }),
  };
}

function openStruct(cursor: MatCursor, { shape, count }: ArrayHeader, end: number, offset: number): Open {
  const names = readFieldNames(cursor, end);
  expectRoom(cursor, count * names.length, end);
  return {
    end,
    count: count * names.length,
    values: [],
    close(values) {
      const fields = names.map((name, f) => {
        const column = values.filter((_, i) => i % names.length === f);
        return [name, ordered(column, shape)] as const;
      });
      return { kind: 'struct', shape, offset, fields: new Map(fields) };
    },
  };
}

function readFieldNames(cursor: MatCursor, end: number): string[] {
  const length = cursor.next(end, 'the length of field names');
  if (length.type !== INT32 || length.size !== 4)
    cursor.fail('the length of field names is invalid', length.start);
  const width = cursor.view.getInt32(length.start, cursor.littleEndian);
  const block = cursor.next(end, 'field names');
  if (width < 1 || block.size % width !== 0) {
    cursor.fail('field names do not have their declared length', block.start, {
      expected: `a multiple of ${width} bytes`,
      got: `${block.size}`,
    });
  }
  const names = Array.from({ length: block.size / width }, (_, i) =>
    text(cursor, { ...block, start: block.start + i * width, size: width }).replace(/\0.*$/s, ''),
  );
  if (names.includes('')) cursor.fail('a field of a struct has no name', block.start);
  if (new Set(names).size !== names.length) cursor.fail('a struct repeats a field', block.start);
  return names;
}

/** Every value takes at least a tag of 8 bytes. */
function expectRoom(cursor: MatCursor, count: number, end: number): void {
  const room = Math.floor((end - cursor.at) / 8);
  if (count > room) {
    cursor.fail('a cell or struct declares more values than the file has room for', cursor.at, {
      expected: `at most ${room}`,
      got: `${count}`,
    });
  }
}

function expectEnd(cursor: MatCursor, end: number): void {
  if (cursor.at !== end)
    cursor.fail('bytes follow the end of an array', cursor.at, { got: `${end - cursor.at}` });
}

function ordered(values: MatValue[], shape: readonly number[]): MatValue[] {
  return fromFortranOrder(values, shape, (n) => new Array<MatValue>(n));
}
