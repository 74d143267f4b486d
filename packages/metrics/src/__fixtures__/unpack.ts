import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** Bytes as scripts/references/edges.py packs them: zlib, then base64. */
export function unpackBytes(packed: string): Uint8Array {
  return Uint8Array.from(inflateSync(Buffer.from(packed, 'base64')));
}

/** The SHA-256 of an array's bytes, as the same script takes it. */
export function digest(array: Uint8Array | Float32Array): string {
  return createHash('sha256').update(array).digest('hex');
}
