import { compareNames } from './compare-names.js';
import { bytesOf, checkTensor, type NamedTensors } from './tensor-data.js';

// The digest takes no view of memory that threads share.
const own = (bytes: Uint8Array) => (bytes.buffer instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes));

const sha256 = (bytes: Uint8Array) => crypto.subtle.digest('SHA-256', own(bytes) as Uint8Array<ArrayBuffer>);

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The sha256 (64 hexadecimal digits) of names, types, shapes and bytes, whatever the order of the map.
 *
 * It is the hash of a text with one JSON line `[name, dtype, shape, sha256 of the bytes]` for each tensor, by name.
 */
export async function hashTensors(tensors: NamedTensors): Promise<string> {
  const lines: string[] = [];
  for (const [name, tensor] of [...tensors].sort(([a], [b]) => compareNames(a, b))) {
    checkTensor(name, tensor);
    const digest = hex(await sha256(bytesOf(tensor)));
    lines.push(`${JSON.stringify([name, tensor.dtype, tensor.shape, digest])}\n`);
  }
  return hex(await sha256(new TextEncoder().encode(lines.join(''))));
}
