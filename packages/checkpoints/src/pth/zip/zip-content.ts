import { Inflate } from 'fflate';
import { crc32 } from '../../bytes/crc32.js';
import type { Fail } from '../../bytes/fail.js';
import type { ZipEntry } from './zip-directory.js';

/** Input is given in pieces so small that no piece can become more than 4 MB before its size is looked at. */
const PIECE = 4096;

/** An entry's content: a view of the archive where it is stored, unpacked where not; its checksum must fit. */
export function readZipContent(
  bytes: Uint8Array,
  entry: ZipEntry,
  checkCrc: boolean,
  fail: Fail,
): Uint8Array {
  const packed = bytes.subarray(entry.dataStart, entry.dataStart + entry.compressedSize);
  const content = entry.method === 'stored' ? packed : inflate(packed, entry, fail);
  if (checkCrc && crc32(content) !== entry.crc) {
    fail(`the checksum of '${entry.name}' does not match`, {
      offset: entry.dataStart,
      hint: 'The file is damaged: get it again. If it was saved without checksums (set_crc32_options(False)), read it with checkCrc: false.',
    });
  }
  return content;
}

/** Refuses archives whose packed entries claim more than `most` bytes, before anything is unpacked. */
export function checkUnpackedSize(entries: Iterable<ZipEntry>, most: number, fail: Fail): void {
  let total = 0;
  for (const entry of entries) {
    if (entry.method === 'deflated') total += entry.size;
    if (total > most) {
      fail(`'${entry.name}' would unpack the archive to more than ${most} bytes`, {
        offset: entry.headerStart,
        hint: 'PyTorch does not compress its files: this one was made to exhaust memory, or was repacked manually.',
      });
    }
  }
}

function inflate(packed: Uint8Array, { name, size, dataStart }: ZipEntry, fail: Fail): Uint8Array {
  const out = new Uint8Array(size);
  let filled = 0;
  let isLast = false;
  const unpack = new Inflate((piece, final) => {
    if (filled + piece.length > size) {
      fail(`'${name}' unpacks to more than its declared size`, {
        offset: dataStart,
        expected: `${size} bytes`,
      });
    }
    out.set(piece, filled);
    filled += piece.length;
    isLast = final;
  });
  try {
    for (let at = 0; at < packed.length || at === 0; at += PIECE) {
      unpack.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
    }
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== 'number') throw error;
    fail(`'${name}' cannot be unpacked: ${(error as Error).message}`, { offset: dataStart });
  }
  if (!isLast || filled !== size) {
    fail(`'${name}' unpacks to less than its declared size`, {
      offset: dataStart,
      expected: `${size} bytes`,
      got: `${filled}`,
    });
  }
  return out;
}
