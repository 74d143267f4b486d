import { UsageError } from '@ftn/errors';

// Wire types of the protocol-buffer encoding: how many bytes follow a key.
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** The bytes of one whole field: its key and what follows. */
export type Field = readonly number[];

/** A non-negative integer below 2⁵³ in groups of seven bits, lowest first. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new UsageError('this number cannot be written as a varint', {
      expected: 'an integer from 0 to 2^53 − 1',
      got: String(value),
    });
  }
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}

const key = (field: number, wireType: number) => varint(field * 8 + wireType);

/** An `int64` or `enum` field; zero is the default and takes no bytes. */
export function integer(field: number, value: number): Field {
  return value === 0 ? [] : [...key(field, VARINT), ...varint(value)];
}

/** A `double` field; zero is the default and takes no bytes. */
export function double(field: number, value: number): Field {
  return value === 0 ? [] : [...key(field, FIXED64), ...new Uint8Array(littleEndian(8, value).buffer)];
}

/** A `float` field inside a `oneof`: written even when it is zero, as its presence is what says the kind. */
export function float(field: number, value: number): Field {
  return [...key(field, FIXED32), ...new Uint8Array(littleEndian(4, value).buffer)];
}

/** A `double` field inside a `oneof`: written even when it is zero. */
export function oneDouble(field: number, value: number): Field {
  return [...key(field, FIXED64), ...new Uint8Array(littleEndian(8, value).buffer)];
}

/** A `bool` field inside a `oneof`: written even when it is false. */
export function oneBoolean(field: number, value: boolean): Field {
  return [...key(field, VARINT), value ? 1 : 0];
}

/** A `string` field in UTF-8; the empty string is the default and takes no bytes. */
export function text(field: number, value: string): Field {
  return value === '' ? [] : message(field, [...new TextEncoder().encode(value)]);
}

/** A field that holds another message: the concatenation of that message's fields. */
export function message(field: number, ...fields: Field[]): Field {
  const bytes = fields.flat();
  return [...key(field, LENGTH), ...varint(bytes.length), ...bytes];
}

function littleEndian(size: 4 | 8, value: number): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 8) view.setFloat64(0, value, true);
  else view.setFloat32(0, value, true);
  return view;
}
