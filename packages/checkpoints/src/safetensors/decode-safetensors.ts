import { FormatError } from '@ftn/errors';
import { parseStrictJson, type StrictJson } from '../bytes/strict-json.js';
import {
  bytesPerElement,
  type Dtype,
  elementCount,
  type NamedTensors,
  tensorFromBytes,
} from '../tensors/tensor-data.js';
import { safetensorsDtypes, unreadDtypes } from './dtypes.js';

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: NamedTensors;
  /** The words of `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
}

const MAX_HEADER = 100_000_000;
const again = 'The file is damaged or cut short: get it again.';

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

type Fail = (
  problem: string,
  details?: { offset?: number; expected?: string; got?: string; hint?: string },
) => never;

/**
 * Reads a safetensors file; tensors are views of `bytes` where alignment allows, in the order of the header.
 *
 * @throws FormatError where the header is not JSON of the format, a key stands twice, or the tensors do not fill the
 * bytes after the header exactly, one after the other, without gap or overlap.
 */
export function decodeSafetensors(bytes: Uint8Array, options: { file?: string } = {}): SafetensorsFile {
  const { file } = options;
  const fail: Fail = (problem, details = {}) => {
    throw new FormatError(problem, { ...(file === undefined ? {} : { file }), hint: again, ...details });
  };
  const header = readHeader(bytes, file, fail);
  const payload = bytes.subarray(8 + header.length);
  const entries: Entry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of header.entries) {
    if (name === '__metadata__') metadata = readMetadata(value, fail);
    else entries.push(readEntry(name, value, payload.length, fail));
  }
  checkRanges(entries, payload.length, 8 + header.length, fail);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, start, end }) => [
      name,
      tensorFromBytes(dtype, shape, payload.subarray(start, end)),
    ]),
  );
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array, file: string | undefined, fail: Fail) {
  if (bytes.length < 8)
    fail('too short for a safetensors file', { expected: 'at least 8 bytes', got: `${bytes.length}` });
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > bytes.length - 8) {
    fail('the header is longer than the file', {
      offset: 0,
      expected: `at most ${bytes.length - 8} bytes`,
      got: `${length}`,
    });
  }
  if (length > MAX_HEADER)
    fail('the header is too long', { offset: 0, expected: `at most ${MAX_HEADER}`, got: `${length}` });
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length));
  } catch {
    fail('the header is not UTF-8', { offset: 8 });
  }
  if (!text.startsWith('{'))
    fail('not a safetensors header', { offset: 8, expected: "'{'", got: `'${text.slice(0, 1)}'` });
  const entries = parseStrictJson(text, { file, what: 'the header', offset: 8, countsOnly: true });
  return { length, entries: entries as Map<string, StrictJson> };
}

function readMetadata(value: StrictJson, fail: Fail): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) return fail('__metadata__ is no map of words', { offset: 8 });
  for (const [key, word] of value) {
    if (typeof word !== 'string') fail(`__metadata__ '${key}' is no word`, { offset: 8 });
  }
  return value as ReadonlyMap<string, string>;
}

function readEntry(name: string, value: StrictJson, available: number, fail: Fail): Entry {
  if (!(value instanceof Map)) return fail(`'${name}' is no description of a tensor`, { offset: 8 });
  const unknown = [...value.keys()].find((key) => !['dtype', 'shape', 'data_offsets'].includes(key));
  if (unknown !== undefined)
    fail(`'${name}' has a field the format does not know: '${unknown}'`, { offset: 8 });
  const code = value.get('dtype');
  const dtype = typeof code === 'string' ? safetensorsDtypes.get(code) : undefined;
  if (dtype === undefined) {
    return fail(`'${name}' has the type ${JSON.stringify(code)?.slice(0, 40)}`, {
      offset: 8,
      expected: [...safetensorsDtypes.keys()].join(', '),
      hint: unreadDtypes.includes(String(code)) ? 'Save this tensor in one of these types.' : again,
    });
  }
  const shape = wholeNumbers(value.get('shape'));
  const count = shape ? elementCount(shape) : Number.NaN;
  if (!shape || Number.isNaN(count)) return fail(`'${name}' has no shape of whole numbers`, { offset: 8 });
  const [start, end, ...more] = wholeNumbers(value.get('data_offsets')) ?? [];
  if (start === undefined || end === undefined || more.length > 0 || start > end || end > available) {
    return fail(`'${name}' lies outside the file`, { offset: 8, expected: `two offsets up to ${available}` });
  }
  const needed = count * bytesPerElement(dtype);
  if (end - start !== needed) {
    fail(`'${name}' has another size than its shape`, {
      offset: 8,
      expected: `${needed} bytes`,
      got: `${end - start}`,
    });
  }
  return { name, dtype, shape, start, end };
}

function wholeNumbers(value: StrictJson | undefined): number[] | null {
  if (!Array.isArray(value)) return null;
  const whole = value.every((item) => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0);
  return whole ? (value as number[]) : null;
}

/** The tensors must fill the payload exactly: two readers that disagree about a gap could read two networks. */
function checkRanges(entries: readonly Entry[], length: number, base: number, fail: Fail): void {
  const ranges = [...entries].sort((a, b) => a.start - b.start || a.end - b.end);
  let filled = 0;
  for (const { name, start, end } of ranges) {
    if (start !== filled) {
      const problem = start < filled ? 'overlaps the tensor before it' : 'leaves a gap before it';
      fail(`'${name}' ${problem}`, { offset: base + start, expected: `offset ${filled}`, got: `${start}` });
    }
    filled = end;
  }
  if (filled !== length) {
    fail('bytes after the last tensor', {
      offset: base + filled,
      expected: `${filled} bytes`,
      got: `${length}`,
    });
  }
}
