import { createHash } from 'node:crypto';
import { UsageError } from '@ftn/errors';
import { crc32 } from '../../bytes/crc32.js';
import { checkWrittenNumbers } from '../../tensors/check-numbers.js';
import { bytesOf, bytesPerElement, checkTensor } from '../../tensors/tensor-data.js';
import { type FileHeader, layout, type RunCheckpoint, type TableEntry } from './format.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** A checkpoint's file as parts to be written one after the other; the tensors are not copied. */
export function encodeRunCheckpoint(
  { step, header, tensors }: RunCheckpoint,
  token: number | null,
): Uint8Array[] {
  if (!Number.isSafeInteger(step) || step < 0) throw new UsageError(`a checkpoint's step cannot be ${step}`);
  // The widest first, so that each stands aligned without padding and can be read in place.
  const order = [...tensors].sort(([, a], [, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype));
  const entries = new Map<string, TableEntry>();
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of order) {
    checkTensor(name, tensor);
    const bytes = bytesOf(tensor);
    const start = end;
    end += bytes.length;
    const { dtype, shape } = tensor;
    entries.set(name, { name, dtype, shape, start, end, sha256: sha256(bytes).toString('hex') });
    parts.push(bytes);
  }
  checkWrittenNumbers(tensors);
  const table = [...tensors.keys()].map((name) => entries.get(name)!);
  parts.unshift(...headerParts({ step, token, header, tensors: table }, end));
  const whole = createHash('sha256');
  for (const part of parts) whole.update(part);
  parts.push(whole.digest());
  return parts;
}

function headerParts(header: FileHeader, payloadLength: number): [Uint8Array, Uint8Array] {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  const preamble = new Uint8Array(layout.preambleLength);
  const view = new DataView(preamble.buffer);
  preamble.set(layout.magic);
  view.setUint32(layout.versionAt, layout.version, true);
  view.setBigUint64(layout.headerLengthAt, BigInt(padded.length), true);
  view.setBigUint64(layout.payloadLengthAt, BigInt(payloadLength), true);
  preamble.set(sha256(padded), layout.headerHashAt);
  view.setUint32(layout.crcAt, crc32(preamble.subarray(0, layout.crcAt)), true);
  return [preamble, padded];
}
