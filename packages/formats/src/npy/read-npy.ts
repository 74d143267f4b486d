import { Budget, usualBudget } from '../budget.js';
import { type Fail, failWith } from '../fail.js';
import { elementCount, fromFortranOrder, type NdArray, type NumberArray } from '../nd-array.js';
import { halfToFloat } from './half-to-float.js';

interface Kind {
  readonly bytes: number;
  readonly create: (length: number) => NumberArray;
  readonly read: (view: DataView, at: number, little: boolean) => number | bigint;
}

/** NumPy's type strings without their byte order. Half floats come out as float32, truth values as bytes. */
const kinds: Readonly<Record<string, Kind>> = {
  b1: { bytes: 1, create: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, create: (n) => new Int8Array(n), read: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, create: (n) => new Uint8Array(n), read: (view, at) => view.getUint8(at) },
  i2: { bytes: 2, create: (n) => new Int16Array(n), read: (view, at, le) => view.getInt16(at, le) },
  u2: { bytes: 2, create: (n) => new Uint16Array(n), read: (view, at, le) => view.getUint16(at, le) },
  f2: {
    bytes: 2,
    create: (n) => new Float32Array(n),
    read: (view, at, le) => halfToFloat(view.getUint16(at, le)),
  },
  i4: { bytes: 4, create: (n) => new Int32Array(n), read: (view, at, le) => view.getInt32(at, le) },
  u4: { bytes: 4, create: (n) => new Uint32Array(n), read: (view, at, le) => view.getUint32(at, le) },
  f4: { bytes: 4, create: (n) => new Float32Array(n), read: (view, at, le) => view.getFloat32(at, le) },
  i8: { bytes: 8, create: (n) => new BigInt64Array(n), read: (view, at, le) => view.getBigInt64(at, le) },
  u8: { bytes: 8, create: (n) => new BigUint64Array(n), read: (view, at, le) => view.getBigUint64(at, le) },
  f8: { bytes: 8, create: (n) => new Float64Array(n), read: (view, at, le) => view.getFloat64(at, le) },
};

const MAGIC = '\x93NUMPY';
const MAX_HEADER = 64 * 1024;
const MAX_DIMENSIONS = 32;

/** How an `.npy` file is read. */
export interface NpyOptions {
  /** The file's name, for messages. */
  readonly file?: string;
  /** The most bytes the array may take; default 64 MiB or four times the file. */
  readonly budget?: number;
}

/**
 * Reads a `.npy` file (versions 1 to 3) of numbers or truth values; C order, whatever order it is stored in.
 *
 * Source: NumPy Enhancement Proposal 1.
 *
 * @throws FormatError with the byte's offset where it is cut, forged, or holds Python objects, records, text or
 *   complex numbers
 */
export function readNpy(bytes: Uint8Array, options: NpyOptions = {}): NdArray {
  const fail = failWith(options.file);
  const { text, start } = readHeader(bytes, fail);
  const { kind, littleEndian, fortran, shape } = parseHeader(text, fail);
  const count = elementCount(shape);
  if (count * kind.bytes !== bytes.length - start) {
    fail('the data does not fill the shape', {
      offset: start,
      expected: `${shape.join(' × ') || 1} × ${kind.bytes} bytes`,
      got: `${bytes.length - start}`,
    });
  }
  new Budget(options.budget ?? usualBudget(bytes.length), fail).spend(
    4 * count * kind.bytes,
    'the array',
    start,
  );
  const data = kind.create(count) as Float64Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0, at = start; i < count; i++, at += kind.bytes)
    data[i] = kind.read(view, at, littleEndian) as number;
  return { shape, data: fortran ? fromFortranOrder(data as NumberArray, shape, kind.create) : data };
}

/** The description at the file's start and where the numbers begin. */
function readHeader(bytes: Uint8Array, fail: Fail): { text: string; start: number } {
  const latin1 = new TextDecoder('latin1');
  // The decoder's latin1 is windows-1252, in which byte 0x93 is a quotation mark.
  if (bytes[0] !== 0x93 || latin1.decode(bytes.subarray(1, 6)) !== MAGIC.slice(1)) {
    fail('this is not a .npy file', {
      offset: 0,
      expected: 'the bytes \\x93NUMPY',
      hint: 'Check that this is the right file.',
    });
  }
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    fail('the .npy file has an unknown version', { offset: 6, expected: '1 to 3', got: `${version}` });
  const at = version === 1 ? 10 : 12;
  if (bytes.length < at) fail('the file ends within its header', { offset: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || at + length > bytes.length) {
    fail('the file ends within its header', {
      offset: at,
      expected: `${length} bytes`,
      got: `${bytes.length - at}`,
    });
  }
  const raw = bytes.subarray(at, at + length);
  return { text: version === 3 ? utf8(raw, at, fail) : latin1.decode(raw), start: at + length };
}

function utf8(raw: Uint8Array, at: number, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return fail("the .npy file's header is not UTF-8", { offset: at, hint: saveAgain });
  }
}

const saveAgain = 'Save it again as a plain array of numbers.';

const entries = {
  descr: /'descr':\s*'([^']*)'\s*/y,
  fortran_order: /'fortran_order':\s*(True|False)\s*/y,
  shape: /'shape':\s*\(([\d, ]*)\)\s*/y,
};
type Entry = keyof typeof entries;
const meaning: Readonly<Record<Entry, string>> = {
  descr: "type ('descr')",
  fortran_order: "order ('fortran_order')",
  shape: "shape ('shape')",
};

/** The three entries of the header's dictionary, each once and nothing else beside them. */
function readEntries(text: string, fail: Fail): Readonly<Record<Entry, string>> {
  const found: Partial<Record<Entry, string>> = {};
  const dictionary = /^\{\s*(.*?)\s*\}\s*$/s.exec(text);
  if (!dictionary) return fail('the header is not a dictionary', { offset: 10 });
  const inner = dictionary[1]!;
  for (let at = 0; at < inner.length; ) {
    const name = (Object.keys(entries) as Entry[]).find((key) => inner.startsWith(`'${key}'`, at));
    const pattern = name && entries[name];
    if (pattern) pattern.lastIndex = at;
    const match = pattern?.exec(inner);
    if (!name || !match) break;
    if (found[name] !== undefined) fail(`the header has its ${meaning[name]} twice`, { offset: 10 });
    found[name] = match[1]!;
    at = pattern!.lastIndex;
    // A comma parts the entries; one behind the last is usual.
    if (inner[at] === ',') at += 1 + /^\s*/.exec(inner.slice(at + 1))![0].length;
    else if (at < inner.length) fail('the header is not a dictionary of three entries', { offset: 10 });
    if (at === inner.length) return requireEntries(found, fail);
  }
  requireEntries(found, fail);
  return fail('the header is not a dictionary of three entries', { offset: 10 });
}

function requireEntries(found: Partial<Record<Entry, string>>, fail: Fail): Readonly<Record<Entry, string>> {
  for (const name of Object.keys(entries) as Entry[]) {
    if (found[name] === undefined)
      fail(`the header has no supported ${meaning[name]}`, { offset: 10, hint: saveAgain });
  }
  return found as Record<Entry, string>;
}

/** The header is a Python dictionary of three entries. */
function parseHeader(text: string, fail: Fail) {
  const { descr, fortran_order: order, shape: sizes } = readEntries(text, fail);
  const fortran = order === 'True';
  const kind = kinds[descr.slice(1)];
  if (!kind || !'<>|='.includes(descr[0]!)) {
    return fail('the array has an unsupported type', {
      offset: 10,
      expected: 'whole numbers, floats or truth values',
      got: `'${descr}'`,
      hint: saveAgain,
    });
  }
  const shape = sizes
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
    .map(Number);
  if (shape.length > MAX_DIMENSIONS || !shape.every(Number.isSafeInteger)) {
    fail("the array's shape is invalid", { offset: 10, got: `(${sizes.slice(0, 80)})` });
  }
  return { kind, littleEndian: descr[0] !== '>', fortran, shape };
}
