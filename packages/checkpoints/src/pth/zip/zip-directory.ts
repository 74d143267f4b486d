import { ByteReader } from '../../bytes/byte-reader.js';
import type { Fail } from '../../bytes/fail.js';

/** A file within an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  /** Bytes in the archive, and bytes of the content. */
  readonly compressedSize: number;
  readonly size: number;
  /** Where the entry and its content begin in the archive. */
  readonly headerStart: number;
  readonly dataStart: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_ENTRIES = 1_000_000;

/** Only these flags change nothing about how content is read: levels of deflate, sizes after the data, UTF-8 names. */
const harmlessFlags = 0x0806;
const SIZES_FOLLOW = 0x0008;

/**
 * Reads an archive's directory, with zip64, and checks it against each entry's own header, so that no two readers
 * see different files. Refuses what PyTorch never writes: a comment, encryption, gaps at the end, entries that overlap.
 */
export function readZipDirectory(bytes: Uint8Array, fail: Fail): ReadonlyMap<string, ZipEntry> {
  const { count, start, end } = findDirectory(bytes, fail);
  const reader = new ByteReader(bytes.subarray(0, end), fail, { at: start });
  const entries = new Map<string, ZipEntry>();
  for (let i = 0; i < count; i++) {
    const entry = readEntry(reader, bytes.subarray(0, start), fail);
    if (entries.has(entry.name)) reader.fail(`the archive holds '${entry.name.slice(0, 80)}' twice`);
    entries.set(entry.name, entry);
  }
  if (reader.left > 0) reader.fail('the directory of the archive continues after its last entry');
  let free = 0;
  for (const entry of [...entries.values()].sort((a, b) => a.headerStart - b.headerStart)) {
    if (entry.headerStart < free)
      fail(`'${entry.name}' overlaps the entry before it`, { offset: entry.headerStart });
    free = entry.dataStart + entry.compressedSize;
  }
  return entries;
}

function findDirectory(bytes: Uint8Array, fail: Fail) {
  const endStart = bytes.length - 22;
  const reader = new ByteReader(bytes, fail, { at: Math.max(0, endStart) });
  if (endStart < 0 || reader.u32('the end of the archive') !== END) {
    fail('the archive has no end record', { offset: Math.max(0, endStart) });
  }
  const disks = reader.u32('the end of the archive');
  const here = reader.u16('the end of the archive');
  let count = reader.u16('the end of the archive');
  let size = reader.u32('the end of the archive');
  let start = reader.u32('the end of the archive');
  if (disks !== 0 || here !== count || reader.u16('the end of the archive') !== 0) {
    fail('the archive is in several parts or carries a comment', { offset: endStart });
  }
  let end = endStart;
  const locator = endStart - 20;
  if (locator >= 56 && u32At(bytes, locator) === LOCATOR64) {
    end = locator - 56;
    const wide = new ByteReader(bytes, fail, { at: end });
    const wideValues = readEnd64(wide, new ByteReader(bytes, fail, { at: locator + 4 }), end);
    const agrees = (narrow: number, value: number, unknown: number) => narrow === unknown || narrow === value;
    if (
      !agrees(count, wideValues.count, 0xffff) ||
      !agrees(size, wideValues.size, 0xffffffff) ||
      !agrees(start, wideValues.start, 0xffffffff)
    ) {
      fail('the two end records of the archive disagree', { offset: endStart });
    }
    ({ count, size, start } = wideValues);
  }
  if (start + size !== end) {
    fail('the directory of the archive is not where its end record says', {
      offset: endStart,
      expected: `${end}`,
      got: `${start} + ${size}`,
    });
  }
  // Each entry takes 46 bytes at least.
  if (count > Math.min(MAX_ENTRIES, size / 46)) fail(`an archive of ${count} entries`, { offset: endStart });
  return { count, start, end };
}

function readEnd64(wide: ByteReader, locator: ByteReader, at: number) {
  const what = 'the zip64 end record';
  const disk = locator.u32(what);
  const place = locator.u64(what);
  const disks = locator.u32(what);
  if (disk !== 0 || place !== at || disks > 1)
    wide.fail('the zip64 end record is not where its locator says');
  if (wide.u32(what) !== END64 || wide.u64(what) !== 44) wide.fail('the archive has no zip64 end record');
  wide.take(4, what);
  if (wide.u64(what) !== 0) wide.fail('the archive is in several parts');
  const here = wide.u64(what);
  const count = wide.u64(what);
  if (here !== count) wide.fail('the archive is in several parts');
  return { count, size: wide.u64(what), start: wide.u64(what) };
}

function readEntry(reader: ByteReader, content: Uint8Array, fail: Fail): ZipEntry {
  const what = 'the directory of the archive';
  if (reader.u32(what) !== CENTRAL) reader.fail('the directory of the archive is broken');
  reader.take(4, what);
  const flags = reader.u16(what);
  const method = reader.u16(what);
  reader.take(4, what);
  const crc = reader.u32(what);
  let compressedSize = reader.u32(what);
  let size = reader.u32(what);
  const nameLength = reader.u16(what);
  const extraLength = reader.u16(what);
  const commentLength = reader.u16(what);
  const disk = reader.u16(what);
  reader.take(2, what);
  const attributes = reader.u32(what);
  let headerStart = reader.u32(what);
  const rawName = reader.take(nameLength, what);
  const extra = reader.take(extraLength, what);
  reader.take(commentLength, what);
  [size, compressedSize, headerStart] = widen(extra, [size, compressedSize, headerStart], fail);
  const name = new ByteReader(rawName, fail, { base: reader.at }).text(nameLength, 'a name in the archive');
  const shown = `'${name.slice(0, 80)}'`;
  if ((flags & ~(harmlessFlags | SIZES_FOLLOW)) !== 0 || disk !== 0)
    reader.fail(`${shown} is encrypted or split`);
  if (method !== 0 && method !== 8)
    reader.fail(`${shown} is packed by method ${method}`, { expected: 'stored or deflated' });
  if ((attributes & 0x10) !== 0 && size > 0) reader.fail(`${shown} is marked as a folder but has content`);
  if (method === 0 && size !== compressedSize)
    reader.fail(`${shown} is stored uncompressed but has two sizes`);
  const wanted = { flags, method, crc, compressedSize, size, rawName };
  const dataStart = checkLocalHeader(content, headerStart, wanted, shown, fail);
  return {
    name,
    method: method === 0 ? 'stored' : 'deflated',
    crc,
    compressedSize,
    size,
    headerStart,
    dataStart,
  };
}

interface Described {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly rawName: Uint8Array;
}

/** Reads the header that stands before an entry's content and returns where the content begins. */
function checkLocalHeader(
  content: Uint8Array,
  at: number,
  wanted: Described,
  shown: string,
  fail: Fail,
): number {
  if (!(at <= content.length)) fail(`${shown} lies outside the archive`);
  const reader = new ByteReader(content, fail, { at });
  const what = `the header of ${shown}`;
  if (reader.u32(what) !== LOCAL) fail(`${shown} has no header`, { offset: at });
  reader.take(2, what);
  const flags = reader.u16(what);
  const method = reader.u16(what);
  reader.take(4, what);
  const crc = reader.u32(what);
  let compressedSize = reader.u32(what);
  let size = reader.u32(what);
  const nameLength = reader.u16(what);
  const extraLength = reader.u16(what);
  const name = reader.take(nameLength, what);
  [size, compressedSize] = widen(reader.take(extraLength, what), [size, compressedSize], fail) as [
    number,
    number,
  ];
  const isLater = (flags & SIZES_FOLLOW) !== 0 && crc === 0 && size === 0 && compressedSize === 0;
  const same =
    isLater || (crc === wanted.crc && size === wanted.size && compressedSize === wanted.compressedSize);
  const sameName =
    name.length === wanted.rawName.length && name.every((byte, i) => byte === wanted.rawName[i]);
  if (flags !== wanted.flags || method !== wanted.method || !same || !sameName) {
    fail(`${shown} is described inconsistently by the archive`, { offset: at });
  }
  if (!(wanted.compressedSize <= reader.left)) {
    fail(`${shown} lies outside the archive`, {
      offset: at,
      expected: `${wanted.compressedSize} bytes`,
      got: `${reader.left}`,
    });
  }
  return reader.at;
}

/** Puts the 64-bit values of the zip64 field, which holds only those that did not fit, in their places. */
function widen<T extends number[]>(extra: Uint8Array, values: T, fail: Fail): T {
  if (!values.includes(0xffffffff)) return values;
  const fields = new ByteReader(extra, fail);
  while (fields.left >= 4) {
    const id = fields.u16('an extra field');
    const field = fields.take(fields.u16('an extra field'), 'an extra field');
    if (id !== 1) continue;
    const wide = new ByteReader(field, fail);
    return values.map((value) => (value === 0xffffffff ? wide.u64('the zip64 field') : value)) as T;
  }
  return values;
}

const u32At = (bytes: Uint8Array, at: number) =>
  new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
