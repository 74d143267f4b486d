import { describe, expect, it } from 'vitest';
import { decodeRunCheckpoint } from '../node/run-checkpoint/decode-run-checkpoint.js';
import { hashTensors } from '../tensors/hash-tensors.js';
import type { NamedTensors } from '../tensors/tensor-data.js';
import { fixture } from '../testing/fixtures.js';
import { decodeTensorFile } from './decode-tensor-file.js';

/** A view at an odd place of a larger buffer with other bytes around it. */
function offsetView(bytes: Uint8Array): Uint8Array {
  const around = new Uint8Array(bytes.length + 11).fill(0xa5);
  around.set(bytes, 3);
  return around.subarray(3, 3 + bytes.length);
}

const kinds: readonly [kind: string, of: (bytes: Uint8Array) => Uint8Array][] = [
  ['Uint8Array', (bytes) => bytes],
  ['Buffer', (bytes) => Buffer.from(bytes)],
  ['a view at an odd offset', offsetView],
  ['a Buffer at an odd offset', (bytes) => Buffer.from(offsetView(bytes).buffer, 3, bytes.length)],
  [
    'shared memory',
    (bytes) => {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      return shared;
    },
  ],
];

/** The safetensors fixture with its header's padding moved, so that no tensor stands aligned. */
function unpadded(): Uint8Array {
  const bytes = fixture('types.safetensors');
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const out = new Uint8Array(bytes.length + 3);
  out.set(bytes.subarray(0, 8 + length));
  out.set([0x20, 0x20, 0x20], 8 + length);
  out.set(bytes.subarray(8 + length), 8 + length + 3);
  new DataView(out.buffer).setBigUint64(0, BigInt(length + 3), true);
  return out;
}

type Decode = (bytes: Uint8Array) => NamedTensors;
const readers: readonly (readonly [file: string, bytes: () => Uint8Array, decode: Decode])[] = [
  ...[
    'types.safetensors',
    'types.pth',
    'types-legacy.pth',
    'views.pth',
    'views-legacy.pth',
    'checkpoint.pth',
    'checkpoint-legacy.pth',
    'packed.pth',
    'protocol-4.pth',
  ].map(
    (name) => [name, () => fixture(name), (bytes: Uint8Array) => decodeTensorFile(bytes).tensors] as const,
  ),
  ['unpadded.safetensors', unpadded, (bytes) => decodeTensorFile(bytes).tensors],
  ['run-v1.ftn', () => fixture('run-v1.ftn'), (bytes) => decodeRunCheckpoint(bytes).tensors],
];

describe.each(readers)('decoding %s', (_name, bytes, decode) => {
  it.each(kinds)('gives the same tensors from %s', async (_kind, of) => {
    const given = of(bytes());
    const before = Uint8Array.from(given);
    const tensors = decode(given);
    expect(tensors.size).toBeGreaterThan(0);
    expect(await hashTensors(tensors)).toBe(await hashTensors(decode(bytes())));
    expect(Uint8Array.from(given)).toEqual(before);
  });
});
