import { type Fail, failWith } from '../bytes/fail.js';
import { parseStrictJson, type StrictJson } from '../bytes/strict-json.js';
import { checkReadNumbers } from '../tensors/check-numbers.js';
import { type NamedTensors, tensorFromBytes } from '../tensors/tensor-data.js';
import { checkCover, checkRange, type TensorRange } from '../tensors/tensor-range.js';
import { safetensorsDtypes, unreadDtypes } from './dtypes.js';

/** The content of a safetensors file. */
export interface SafetensorsFile {
  readonly tensors: NamedTensors;
  /** The words of `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
}

const MAX_HEADER = 100_000_000;

/**
 * The most bytes a header may have for each byte of the tensors it describes, beyond a mebibyte of metadata: tensors do not
 * overlap, so that one that holds anything has a byte of its own. A file that says more is refused before it is parsed.
 */
const MOST_HEADER_A_BYTE = 1000;
const METADATA = 2 ** 20;

/**
 * Reads a safetensors file; tensors are views of `bytes` where alignment allows, in the order of the header.
 *
 * @throws FormatError where the header is not JSON of the format, a key stands twice, or the tensors do not fill the
 * bytes after the header exactly, one after the other, without gap or overlap; where a number is not finite.
 */
export function decodeSafetensors(bytes: Uint8Array, options: { file?: string } = {}): SafetensorsFile {
  const { file } = options;
  const fail = failWith(file);
  const header = readHeader(bytes, file, fail);
  const payload = bytes.subarray(8 + header.length);
  const ranges: TensorRange[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of header.entries) {
    if (name === '__metadata__') metadata = readMetadata(value, fail);
    else ranges.push(readEntry(name, value, payload.length, fail));
  }
  checkCover(ranges, payload.length, 8 + header.length, fail);
  const tensors = new Map(
    ranges.map(({ name, dtype, shape, start, end }) => [
      name,
      tensorFromBytes(dtype, shape, payload.subarray(start, end)),
    ]),
  );
  checkReadNumbers(tensors, file);
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array, file: string | undefined, fail: Fail) {
  const size = bytes.length;
  if (size < 8) fail('too short for a safetensors file', { expected: 'at least 8 bytes', got: `${size}` });
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const most = Math.min(size - 8, MAX_HEADER);
  if (length > most) {
    const problem = most < MAX_HEADER ? 'the header is longer than the file' : 'the header is too long';
    fail(problem, { offset: 0, expected: `at most ${most} bytes`, got: `${length}` });
  }
  const described = METADATA + MOST_HEADER_A_BYTE * (size - 8 - length);
  if (length > described) {
    fail('the header describes more tensors than the file can hold', {
      offset: 0,
      expected: `a header of at most ${described} bytes for ${size - 8 - length} bytes of tensors`,
      got: `${length}`,
    });
  }
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + length));
  } catch {
    fail('the header is not UTF-8', { offset: 8 });
  }
  if (!text.startsWith('{')) {
    fail('not a safetensors header', { offset: 8, expected: "'{'", got: `'${text.slice(0, 1)}'` });
  }
  const entries = parseStrictJson(text, { file, what: 'the header', offset: 8, countsOnly: true });
  return { length, entries: entries as Map<string, StrictJson> };
}

function readMetadata(value: StrictJson, fail: Fail): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) return fail('__metadata__ is not a map of strings', { offset: 8 });
  for (const [key, word] of value) {
    if (typeof word !== 'string') fail(`__metadata__ '${key}' is not a string`, { offset: 8 });
  }
  return value as ReadonlyMap<string, string>;
}

function readEntry(name: string, value: StrictJson, available: number, fail: Fail): TensorRange {
  if (!(value instanceof Map)) return fail(`'${name}' is not a description of a tensor`, { offset: 8 });
  const unknown = [...value.keys()].find((key) => !['dtype', 'shape', 'data_offsets'].includes(key));
  if (unknown !== undefined) fail(`'${name}' has an unknown field: '${unknown}'`, { offset: 8 });
  const code = value.get('dtype');
  const dtype = typeof code === 'string' ? safetensorsDtypes.get(code) : undefined;
  if (dtype === undefined) {
    return fail(`'${name}' has the type ${JSON.stringify(code)?.slice(0, 40)}`, {
      offset: 8,
      expected: [...safetensorsDtypes.keys()].join(', '),
      ...(unreadDtypes.includes(String(code)) ? { hint: 'Save this tensor in one of these types.' } : {}),
    });
  }
  const shape = value.get('shape');
  const offsets = value.get('data_offsets');
  if (!isCounts(shape)) return fail(`'${name}' has a shape that is not whole numbers`, { offset: 8 });
  if (!isCounts(offsets) || offsets.length !== 2)
    return fail(`'${name}' does not have two offsets`, { offset: 8 });
  const range: TensorRange = { name, dtype, shape, start: offsets[0]!, end: offsets[1]! };
  checkRange(range, available, (problem, details) => fail(problem, { offset: 8, ...details }));
  return range;
}

function isCounts(value: StrictJson | undefined): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}
