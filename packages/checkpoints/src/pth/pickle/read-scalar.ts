import type { ByteReader } from '../../bytes/byte-reader.js';
import { op } from './opcodes.js';
import type { PickleValue } from './values.js';

/** The number, string, bytes, bool or None an opcode carries; undefined where it carries none of them. */
export function readScalar(code: number, reader: ByteReader): PickleValue | undefined {
  switch (code) {
    case op.NONE:
      return null;
    case op.NEWTRUE:
      return true;
    case op.NEWFALSE:
      return false;
    case op.BININT:
      return reader.i32('a number');
    case op.BININT1:
      return reader.u8('a number');
    case op.BININT2:
      return reader.u16('a number');
    case op.LONG1:
      return twosComplement(reader.take(reader.u8('a number'), 'a number'));
    case op.BINFLOAT:
      return reader.f64BigEndian('a number');
    // Python 2 wrote its strings as bytes; UTF-8 is what PyTorch, too, takes them for.
    case op.SHORT_BINUNICODE:
    case op.SHORT_BINSTRING:
      return reader.text(reader.u8('a string'), 'a string');
    case op.BINUNICODE:
    case op.BINSTRING:
      return reader.text(reader.u32('a string'), 'a string');
    case op.BINUNICODE8:
      return reader.text(reader.u64('a string'), 'a string');
    case op.SHORT_BINBYTES:
      return reader.take(reader.u8('bytes'), 'bytes');
    case op.BINBYTES:
      return reader.take(reader.u32('bytes'), 'bytes');
    default:
      return undefined;
  }
}

/** Little-endian two's complement of up to 255 bytes. */
function twosComplement(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  value = BigInt.asIntN(8 * bytes.length, value);
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}
