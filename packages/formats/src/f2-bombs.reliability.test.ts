import { deflateSync } from 'node:zlib';
import { type Bomb, bombFigure, refuseBombs, row } from '@ftn/reliability';
import { expect } from 'vitest';
import { readMat } from './mat/read-mat.js';
import { readNpy } from './npy/read-npy.js';
import { formatFixture } from './testing/format-fixtures.js';

/** A version 1 .npy header without its numbers. */
function npy(shape: string): Uint8Array {
  const text = Buffer.from(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return new Uint8Array(Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, text]));
}

/** A MATLAB file whose one element is packed. */
function packed(content: Uint8Array, copies = 1): Uint8Array {
  const small = deflateSync(content);
  const element = Buffer.alloc(8 + small.length);
  element.writeUInt32LE(15, 0);
  element.writeUInt32LE(small.length, 4);
  element.set(small, 8);
  return new Uint8Array(
    Buffer.concat([
      formatFixture('plain.mat').subarray(0, 128),
      ...Array.from({ length: copies }, () => element),
    ]),
  );
}

const bombs: readonly Bomb[] = [
  ['.npy of 8 TiB', () => npy('(1099511627776,)')],
  ['.npy of 2¹²⁰ numbers', () => npy('(1152921504606846976, 1152921504606846976)')],
  ['.npy of a million dimensions', () => npy(`(${'1,'.repeat(20_000)})`)],
  ['.mat that unpacks to 128 MB', () => packed(new Uint8Array(128 * 2 ** 20))],
  ['.mat with a thousand packed variables of 8 MB', () => packed(new Uint8Array(8 * 2 ** 20), 1000)],
  ['.mat of 2 GB in one variable', () => packed(Uint8Array.from([14, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]))],
];

row('F2', 'arrays', async () => {
  const found = await refuseBombs(bombs, (bytes, file) =>
    bytes[0] === 0x93 ? readNpy(bytes, { file }) : readMat(bytes, { file }),
  );
  expect(found.problems).toEqual([]);
  return bombFigure(bombs, found);
});
