import { createHash } from 'node:crypto';
import { crc32 } from '../../bytes/crc32.js';
import { type Fail, failWith } from '../../bytes/fail.js';
import { parseStrictJson } from '../../bytes/strict-json.js';
import { safetensorsDtypes } from '../../safetensors/dtypes.js';
import { checkReadNumbers } from '../../tensors/check-numbers.js';
import { bytesPerElement, tensorFromBytes } from '../../tensors/tensor-data.js';
import { checkCover, checkRange } from '../../tensors/tensor-range.js';
import { type FileHeader, layout, type RunCheckpoint } from './format.js';

const dtypes: ReadonlySet<string> = new Set(safetensorsDtypes.values());
const hint = 'An older checkpoint of the run can be used in its place.';
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The content of a checkpoint file. */
export interface ReadRunCheckpoint extends RunCheckpoint {
  /** The token of the lock its writer held, null where it held none. */
  readonly token: number | null;
}

/**
 * Reads and verifies a checkpoint; tensors are views of `bytes`.
 *
 * @throws FormatError that names the damaged part (preamble, header, a tensor, trailer) and its offset.
 */
export function decodeRunCheckpoint(bytes: Uint8Array, options: { file?: string } = {}): ReadRunCheckpoint {
  const fail = failWith(options.file, hint);
  const { headerEnd, payloadEnd, headerHash } = readPreamble(bytes, fail);
  const json = bytes.subarray(layout.preambleLength, headerEnd);
  if (sha256(json) !== headerHash) fail('the header is damaged', { offset: layout.preambleLength });
  const { step, token, header, tensors: table } = readHeader(json, options.file, fail);
  const payload = bytes.subarray(headerEnd, payloadEnd);
  for (const entry of table) checkRange(entry, payload.length, fail);
  checkCover(table, payload.length, headerEnd, fail);
  const tensors = new Map(
    table.map(({ name, dtype, shape, start, end, sha256: wanted }) => {
      const part = payload.subarray(start, end);
      if (sha256(part) !== wanted) fail(`tensor '${name}' is damaged`, { offset: headerEnd + start });
      return [name, tensorFromBytes(dtype, shape, part)];
    }),
  );
  const trailer = Buffer.from(bytes.subarray(payloadEnd)).toString('hex');
  if (sha256(bytes.subarray(0, payloadEnd)) !== trailer)
    fail('the trailer is damaged', { offset: payloadEnd });
  checkReadNumbers(tensors, options.file);
  return { step, token, header, tensors };
}

/** True where the bytes begin as a run checkpoint does. */
function isRunCheckpoint(bytes: Uint8Array): boolean {
  return layout.magic.every((byte, i) => bytes[i] === byte);
}

function readPreamble(bytes: Uint8Array, fail: Fail) {
  const { preambleLength, hashLength } = layout;
  if (bytes.length < preambleLength + hashLength) {
    fail('the file ends within the preamble', { offset: bytes.length, got: `${bytes.length} bytes` });
  }
  if (!isRunCheckpoint(bytes)) fail('the preamble is not that of a run checkpoint', { offset: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, preambleLength);
  if (view.getUint32(layout.crcAt, true) !== crc32(bytes.subarray(0, layout.crcAt))) {
    fail('the preamble is damaged', { offset: layout.versionAt });
  }
  const version = view.getUint32(layout.versionAt, true);
  if (version !== layout.version) {
    fail(`version ${version} of the format`, {
      offset: layout.versionAt,
      expected: `version ${layout.version}`,
      hint: 'It was written by a newer release: update this one.',
    });
  }
  const headerEnd = preambleLength + Number(view.getBigUint64(layout.headerLengthAt, true));
  const payloadEnd = headerEnd + Number(view.getBigUint64(layout.payloadLengthAt, true));
  if (payloadEnd + hashLength !== bytes.length) {
    const section = bytes.length < headerEnd ? 'header' : bytes.length < payloadEnd ? 'payload' : 'trailer';
    const problem = bytes.length > payloadEnd + hashLength ? 'bytes after the' : 'the file ends within the';
    fail(`${problem} ${section}`, {
      offset: Math.min(bytes.length, payloadEnd + hashLength),
      expected: `${payloadEnd + hashLength} bytes`,
      got: `${bytes.length}`,
    });
  }
  const hash = bytes.subarray(layout.headerHashAt, layout.headerHashAt + hashLength);
  return { headerEnd, payloadEnd, headerHash: Buffer.from(hash).toString('hex') };
}

/** The header is intact here, but a hash is no signature: its fields are checked as any input's. */
function readHeader(json: Uint8Array, file: string | undefined, fail: Fail): FileHeader {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
  } catch {
    fail('the header is not UTF-8', { offset: layout.preambleLength });
  }
  // For what it refuses; the values themselves are JSON.parse's, since the run's own header holds plain objects.
  parseStrictJson(text, { file, what: 'the header', offset: layout.preambleLength });
  const header = JSON.parse(text) as Partial<FileHeader> | null;
  const isStep = Number.isSafeInteger(header?.step) && header!.step! >= 0;
  const isToken = header?.token === null || Number.isSafeInteger(header?.token);
  if (!isStep || !isToken || header!.header === undefined || !Array.isArray(header!.tensors)) {
    fail('the header lacks required fields', {
      offset: layout.preambleLength,
      expected: 'step, token, header and tensors',
    });
  }
  const names = new Set<string>();
  for (const entry of (header as FileHeader).tensors) {
    const { name, dtype, shape, start, end } = entry ?? {};
    const counts =
      Array.isArray(shape) && [...shape, start, end].every((n) => Number.isSafeInteger(n) && n >= 0);
    if (typeof name !== 'string' || names.has(name) || !dtypes.has(dtype) || !counts) {
      fail('the header has a broken line in its table of tensors', { offset: layout.preambleLength });
    }
    if (start % bytesPerElement(dtype) !== 0)
      fail(`'${name}' is not aligned`, { offset: layout.preambleLength });
    names.add(name);
  }
  return header as FileHeader;
}
