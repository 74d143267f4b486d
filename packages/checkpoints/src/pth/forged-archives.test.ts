import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { expectRefused } from '../testing/expect-refused.js';
import { dict, pickle, storage, tensor } from '../testing/pickle-assembler.js';
import { decodePth } from './decode-pth.js';

const bytes = (count: number) => new Array<number>(count).fill(1);
const floats = storage('FloatStorage', '0', 6);

describe('a zip archive with forged headers', () => {
  const value = Uint8Array.from(pickle(dict({ w: tensor(floats, 0, [6], [1]) })));
  const content = Uint8Array.from(bytes(24));
  const good = { 'x/data.pkl': value, 'x/data/0': content };
  const archive = (files: Record<string, Uint8Array> = good, level: 0 | 9 = 0) => zipSync(files, { level });
  const edit = (at: (file: Buffer) => number, ...to: number[]) => {
    const file = Buffer.from(archive());
    file.set(to, at(file));
    return new Uint8Array(file);
  };
  const central = (file: Buffer, entry: number) => {
    let at = -1;
    for (let i = 0; i <= entry; i++) at = file.indexOf('PK\x01\x02', at + 1, 'latin1');
    return at;
  };
  const local = (file: Buffer) => file.lastIndexOf('PK\x03\x04', undefined, 'latin1');

  it('is read, stored or compressed, where nothing is forged', () => {
    for (const level of [0, 9] as const) expect(decodePth(archive(good, level)).tensors.size).toBe(1);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', archive({}), /not one of torch\.save/],
    [
      'another archive',
      archive({ 'word/document.xml': content }),
      /expected one data\.pkl in its folder, got word\/document\.xml/,
    ],
    ['TorchScript', archive({ ...good, 'x/constants.pkl': content }), /TorchScript/],
    ['two pickles', archive({ ...good, 'y/data.pkl': value }), /not one of torch\.save/],
    ['big-endian', archive({ ...good, 'x/byteorder': Buffer.from('big') }), /big-endian/],
    ['no storage', archive({ 'x/data.pkl': value }), /storage '0' is not in the archive/],
    [
      'a short storage',
      archive({ ...good, 'x/data/0': content.slice(1) }),
      /a size that does not match its type: expected 6 float32, got 23 bytes/,
    ],
    [
      'bytes after the pickle',
      archive({ ...good, 'x/data.pkl': Uint8Array.of(...value, 0) }),
      /bytes after the pickle/,
    ],
    ['a cut', archive().slice(0, -1), /no end record/],
    [
      'a comment that it announces',
      edit((file) => file.length - 2, 1),
      /in several parts or carries a comment/,
    ],
    ['a part of several', edit((file) => file.length - 18, 1), /in several parts or carries a comment/],
    [
      'fewer files on this disk',
      edit((file) => file.length - 14, 1),
      /in several parts or carries a comment/,
    ],
    ['bytes at its end', Uint8Array.of(...archive(), 0), /no end record/],
    ['bytes before it', Uint8Array.of(0x50, 0x4b, ...archive()), /not where its end record says/],
    [
      'a flipped bit in a tensor',
      edit((file) => file.indexOf(Buffer.from(content)), 9),
      /checksum of 'x\/data\/0'/,
    ],
    ['another size in the entry', edit((file) => local(file) + 22, 23), /described inconsistently/],
    ['another name in the entry', edit((file) => local(file) + 30, 0x79), /described inconsistently/],
    ['encrypted', edit((file) => central(file, 1) + 8, 1), /encrypted/],
    ['an unknown packing', edit((file) => central(file, 1) + 10, 12), /packed by method 12/],
    [
      'one file in the place of another',
      edit((file) => central(file, 1) + 42, 0, 0),
      /described inconsistently/,
    ],
    ['a place outside', edit((file) => central(file, 1) + 42, 0xff, 0xff, 0xff, 0x7f), /outside the archive/],
    [
      'fewer files than there are',
      edit((file) => file.length - 14, 1, 0, 1, 0),
      /continues after its last entry/,
    ],
    [
      'more files than there are',
      edit((file) => file.length - 14, 0xff, 0xff, 0xff, 0xff),
      /an archive of 65535 entries/,
    ],
  ])('is refused: %s', (_, file, message) => expectRefused(file, message));

  /** The archive with a zip64 end record before its own, which says what that one says, or another count. */
  const withWideEnd = (difference = 0) => {
    const file = Buffer.from(archive());
    const end = file.length - 22;
    const wide = Buffer.alloc(76);
    wide.write('PK\x06\x06', 0, 'latin1');
    wide.writeUInt32LE(44, 4);
    const count = file.readUInt16LE(end + 10) + difference;
    wide.writeUInt32LE(count, 24);
    wide.writeUInt32LE(count, 32);
    wide.writeUInt32LE(file.readUInt32LE(end + 12), 40);
    wide.writeUInt32LE(file.readUInt32LE(end + 16), 48);
    wide.write('PK\x06\x07', 56, 'latin1');
    wide.writeUInt32LE(end, 64);
    wide.writeUInt32LE(1, 72);
    return new Uint8Array(Buffer.concat([file.subarray(0, end), wide, file.subarray(end)]));
  };

  it('is read with two end records that agree, and refused where they disagree', () => {
    expect(decodePth(withWideEnd()).tensors.size).toBe(1);
    expectRefused(withWideEnd(-1), /the two end records of the archive disagree/);
  });

  it('is refused where both headers of an entry state more bytes than the archive has', () => {
    const file = Buffer.from(archive());
    const [within, listed] = [local(file) + 18, central(file, 1) + 20];
    for (const at of [within, within + 4, listed, listed + 4]) file.writeUInt32LE(50_000, at);
    expectRefused(new Uint8Array(file), /'x\/data\/0' lies outside the archive: expected 50000 bytes/);
  });

  it('is refused where a name occurs twice', () => {
    const file = Buffer.from(archive({ ...good, 'x/data/1': content }));
    for (const at of [file.indexOf('x/data/1'), file.lastIndexOf('x/data/1')])
      file.set(Buffer.from('x/data/0'), at);
    expectRefused(new Uint8Array(file), /holds 'x\/data\/0' twice/);
  });

  it('is refused where two entries share bytes', () => {
    // The second entry's header is hidden in the content of the first.
    const inner = archive({ 'x/data/0': content });
    const hidden = inner.slice(0, 30 + 8 + 24);
    const file = Buffer.from(archive({ 'x/data.pkl': value, 'x/more': hidden, 'x/data/0': content }));
    const place = file.indexOf(Buffer.from(hidden));
    file.writeUInt32LE(place, central(file, 2) + 42);
    expectRefused(new Uint8Array(file), /'x\/data\/0' overlaps/);
  });

  it('is refused before unpacking where a bomb states its size, and while unpacking where it does not', () => {
    const sizes = (file: Buffer, size: number) => {
      for (const at of [local(file) + 22, central(file, 1) + 24]) file.writeUInt32LE(size, at);
      return new Uint8Array(file);
    };
    const packed = () =>
      Buffer.from(archive({ 'x/data.pkl': value, 'x/data/0': new Uint8Array(5_000_000) }, 9));
    expectRefused(sizes(packed(), 70_000_000), /would unpack the archive to more than 67108864 bytes/);
    const short = Buffer.from(archive({ ...good, 'x/data/0': content.slice(4) }, 9));
    expectRefused(
      sizes(short, 24),
      /'x\/data\/0' unpacks to less than its declared size: expected 24 bytes, got 20/,
    );
    expectRefused(
      sizes(packed(), 24),
      /^(?!.*cannot be unpacked).*'x\/data\/0' unpacks to more than its declared size: expected 24 bytes/,
    );
    expectRefused(sizes(Buffer.from(archive(good, 9)), 25), /a size that does not match its type/);
  });

  it('is read without checksums when the caller allows it', () => {
    const file = edit((found) => local(found) + 14, 0, 0, 0, 0);
    file.set([0, 0, 0, 0], central(Buffer.from(file), 1) + 16);
    expectRefused(file, /checkCrc: false/);
    expect(decodePth(file, { checkCrc: false }).tensors.get('w')!.data.length).toBe(6);
  });
});
