import { elementCount } from '../nd-array.js';
import type { MatCursor, MatElement } from './mat-cursor.js';

/** What every array begins with: its class, flags, shape and name. */
export interface ArrayHeader {
  readonly arrayClass: number;
  readonly logical: boolean;
  readonly complex: boolean;
  readonly shape: readonly number[];
  readonly count: number;
  readonly name: string;
}

const MAX_DIMENSIONS = 32;
const OPAQUE = 17;

/** Reads the header at the cursor. */
export function readArrayHeader(cursor: MatCursor, end: number): ArrayHeader {
  const flags = cursor.next(end, "an array's flags");
  if ((flags.type !== 6 && flags.type !== 5) || flags.size !== 8) {
    cursor.fail("an array's flags are not where they belong", flags.start, {
      expected: '8 bytes of type 6',
      got: `${flags.size} bytes of type ${flags.type}`,
    });
  }
  const word = cursor.view.getUint32(flags.start, cursor.littleEndian);
  const common = {
    arrayClass: word & 0xff,
    logical: (word & 0x200) !== 0,
    complex: (word & 0x800) !== 0,
  };
  // An object of a class has no shape of its own: only its name follows here.
  if (common.arrayClass === OPAQUE) {
    const name = text(cursor, cursor.next(end, "an object's name"));
    return { ...common, shape: [1, 1], count: 1, name };
  }
  const shape = readShape(cursor, cursor.next(end, "an array's shape"));
  const name = text(cursor, cursor.next(end, "an array's name"));
  return { ...common, shape, count: elementCount(shape), name };
}

function readShape(cursor: MatCursor, { type, start, size }: MatElement): number[] {
  const dimensions = size / 4;
  if ((type !== 5 && type !== 6) || dimensions < 2 || dimensions > MAX_DIMENSIONS || size % 4 !== 0) {
    cursor.fail("an array's shape is invalid", start, {
      expected: `2 to ${MAX_DIMENSIONS} sizes of 4 bytes`,
      got: `${size} bytes of type ${type}`,
    });
  }
  return Array.from({ length: dimensions }, (_, i) => {
    const n = cursor.view.getInt32(start + 4 * i, cursor.littleEndian);
    if (n < 0) cursor.fail("an array's shape has a negative size", start + 4 * i, { got: `${n}` });
    return n;
  });
}

const INT8 = 1;
const UINT8 = 2;
const UTF8 = 16;

/**
 * A name; MATLAB's own are ASCII. SciPy reads other bytes as Latin-1 in the names of variables and as UTF-8 in those of fields:
 * they are refused, since each reading may be wrong.
 */
export function text(cursor: MatCursor, { type, start, size }: MatElement): string {
  if (type !== INT8 && type !== UINT8 && type !== UTF8) {
    cursor.fail('a name is not text', start, { got: `type ${type}` });
  }
  const bytes = cursor.bytes.subarray(start, start + size);
  const beyond = bytes.findIndex((byte) => byte > 127);
  if (beyond >= 0) {
    cursor.fail('a name holds more than letters, digits and underscores', start + beyond, {
      expected: 'ASCII',
      got: `the byte ${bytes[beyond]}`,
      hint: 'Rename the variable or the field, and save the file again.',
    });
  }
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
