import { inflateSync } from 'node:zlib';
import { Budget, usualBudget } from '../budget.js';
import { type Fail, failWith } from '../fail.js';
import { MatCursor, type MatElement } from './mat-cursor.js';
import type { MatFile, MatValue } from './mat-value.js';
import { readArray } from './read-array.js';
import { COMPRESSED, MATRIX } from './storage-types.js';

/** How a MATLAB file is read. */
export interface MatOptions {
  /** The file's name, for messages. */
  readonly file?: string;
  /** The most bytes the variables may take once unpacked; default 64 MiB or four times the file. */
  readonly budget?: number;
}

const HEADER = 128;
const decoder = new TextDecoder('latin1');

/**
 * Reads a MATLAB 5 file (what MATLAB's `save -v7` and SciPy's `savemat` write), packed or not, of either byte order.
 *
 * Numbers of any number of dimensions come out in C order, structs as columns, text as rows. Sparse matrices, objects
 * and functions are listed as `unsupported`. Source: MathWorks, "MAT-File Format", level 5.
 *
 * @throws FormatError with the byte's offset where the file is cut, forged or of another version
 */
export function readMat(bytes: Uint8Array, options: MatOptions = {}): MatFile {
  const { file } = options;
  const fail = failWith(file);
  const littleEndian = readHeader(bytes, fail);
  const budget = new Budget(options.budget ?? usualBudget(bytes.length), fail);
  const cursor = new MatCursor(bytes, littleEndian, fail, { at: HEADER });
  const variables = new Map<string, MatValue>();
  while (cursor.at < bytes.length) {
    const start = cursor.at;
    const element = cursor.next(bytes.length, 'a variable');
    const after = cursor.at;
    const { name, value } = readVariable(cursor, element, budget, fail);
    if (variables.has(name)) fail(`the variable '${name}' appears twice`, { offset: start });
    variables.set(name, value);
    cursor.at = after;
  }
  return { file, variables };
}

/** Checks the first 128 bytes and tells the byte order: true for little-endian. */
function readHeader(bytes: Uint8Array, fail: Fail): boolean {
  const order = decoder.decode(bytes.subarray(126, HEADER));
  const known = order === 'IM' || order === 'MI';
  // Version 4 has no header: its first number is small, so that one of its bytes is 0.
  if (!known && bytes.length > 4 && bytes.subarray(0, 4).includes(0)) {
    fail('this may be a MATLAB 4 file, which is not supported', {
      offset: 0,
      hint: "Save it again with MATLAB's save -v7.",
    });
  }
  if (isHdf5(bytes)) {
    fail('this is a MATLAB 7.3 file, which is HDF5', { offset: 0, hint: 'Open it as HDF5.' });
  }
  if (bytes.length < HEADER) {
    fail('the file ends within its header', {
      offset: bytes.length,
      expected: `${HEADER} bytes`,
      got: `${bytes.length}`,
    });
  }
  if (!known) {
    fail('this is not a MATLAB file', {
      offset: 126,
      expected: "the letters 'IM' or 'MI'",
      hint: 'Check that this is the right file.',
    });
  }
  const littleEndian = order === 'IM';
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(124, littleEndian);
  if (version !== 0x0100) {
    fail('the MATLAB file has an unknown version', {
      offset: 124,
      expected: '0x0100',
      got: `0x${version.toString(16).padStart(4, '0')}`,
      hint: "Save it again with MATLAB's save -v7.",
    });
  }
  return littleEndian;
}

/** MATLAB 7.3 puts 512 bytes of its own before the HDF5 signature. */
function isHdf5(bytes: Uint8Array): boolean {
  return [0, 512].some((at) => decoder.decode(bytes.subarray(at, at + 8)) === '\x89HDF\r\n\x1a\n');
}

function readVariable(cursor: MatCursor, element: MatElement, budget: Budget, fail: Fail) {
  if (element.type === MATRIX) return readArray(cursor, element, budget);
  if (element.type !== COMPRESSED) {
    cursor.fail('the element is not a variable', element.start - 8, { got: `type ${element.type}` });
  }
  const block = element.start - 8;
  const unpacked = inflate(cursor, element, budget);
  const inside = new MatCursor(unpacked, cursor.littleEndian, fail, { block });
  const variable = inside.next(unpacked.length, 'a packed variable');
  if (variable.type !== MATRIX)
    inside.fail('the compressed element is not a variable', 0, { got: `type ${variable.type}` });
  if (inside.at !== unpacked.length) inside.fail('bytes follow the packed variable', inside.at);
  return readArray(inside, variable, budget);
}

/** Unpacks a zlib block to at most what the budget has left. */
function inflate(cursor: MatCursor, { start, size }: MatElement, budget: Budget): Uint8Array {
  let unpacked: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    // `info` tells how many bytes were used; the types know only the plain form.
    unpacked = inflateSync(cursor.bytes.subarray(start, start + size), {
      maxOutputLength: Math.max(budget.left, 1),
      info: true,
    }) as unknown as typeof unpacked;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      budget.spend(Number.POSITIVE_INFINITY, 'a packed variable', start - 8);
    }
    return cursor.fail('the packed variable is broken or cut off', start - 8, { cause });
  }
  const { buffer, engine } = unpacked;
  if (engine.bytesWritten !== size) {
    cursor.fail('bytes follow the packed data', start + engine.bytesWritten, {
      expected: `${engine.bytesWritten} bytes`,
      got: `${size}`,
    });
  }
  budget.spend(buffer.length, 'a packed variable', start - 8);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
