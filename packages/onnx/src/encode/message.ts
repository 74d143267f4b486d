import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Writes the fields of one protobuf message after another; a field left out is a call left out. */
export class Message {
  readonly #writer: BinaryWriter;

  private constructor(writer: BinaryWriter) {
    this.#writer = writer;
  }

  /** The bytes of a whole message. */
  static encode(fields: (message: Message) => void): Uint8Array {
    const writer = new BinaryWriter();
    fields(new Message(writer));
    return writer.finish();
  }

  /** An `int32`, `int64` or `enum` field. */
  integer(field: number, value: number): this {
    this.#writer.tag(field, WireType.Varint).int64(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#writer.tag(field, WireType.Bit32).float(value);
    return this;
  }

  text(field: number, value: string): this {
    this.#writer.tag(field, WireType.LengthDelimited).string(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#writer.tag(field, WireType.LengthDelimited).bytes(value);
    return this;
  }

  /** A field that is itself a message. */
  nested(field: number, fields: (message: Message) => void): this {
    this.#writer.tag(field, WireType.LengthDelimited).fork();
    fields(this);
    this.#writer.join();
    return this;
  }
}
