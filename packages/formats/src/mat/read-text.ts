import { fromFortranOrder } from '../nd-array.js';
import type { MatCursor, MatElement } from './mat-cursor.js';
import { storageTypes } from './storage-types.js';

const UTF8 = 16;

/** How the code units of the other types of text are stored: bytes, UTF-16 (MATLAB's own), UTF-32. */
const unitTypes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 17: 4, 18: 6 };

/** The rows of a character array: its characters are stored column by column. */
export function readText(
  cursor: MatCursor,
  element: MatElement,
  shape: readonly number[],
  count: number,
): string[] {
  const characters = decode(cursor, element, count);
  if (characters.length !== count) {
    cursor.fail('the text does not fill the shape', element.start, {
      expected: `${count} characters`,
      got: `${characters.length}`,
    });
  }
  const width = shape.at(-1)!;
  const ordered = fromFortranOrder(characters, shape, (n) => new Array<string>(n));
  const rows = width === 0 ? 0 : count / width;
  return Array.from({ length: rows }, (_, row) => ordered.slice(row * width, (row + 1) * width).join(''));
}

/** One string a character; by code unit or by code point, whichever the shape counts. */
function decode(cursor: MatCursor, { type, start, size }: MatElement, count: number): string[] {
  const { bytes, view, littleEndian } = cursor;
  if (type === UTF8) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(start, start + size),
      );
      return text.length === count ? text.split('') : [...text];
    } catch {
      return cursor.fail('the text is not UTF-8', start);
    }
  }
  const storage = storageTypes[unitTypes[type] ?? 0];
  if (!storage || size % storage.bytes !== 0) {
    return cursor.fail('the text has an unknown type', start, { got: `type ${type}, ${size} bytes` });
  }
  const out: string[] = [];
  for (let at = start; at < start + size; at += storage.bytes) {
    const code = Number(storage.read(view, at, littleEndian));
    if (!(code >= 0 && code <= 0x10ffff))
      cursor.fail('the text holds an invalid character code', at, { got: `${code}` });
    out.push(code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code));
  }
  return out;
}
