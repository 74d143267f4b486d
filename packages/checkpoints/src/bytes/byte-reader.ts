import type { Fail } from './fail.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a file's fields one after the other; whatever lies outside its range is refused before it is touched. */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Where the bytes begin in their file, for messages. */
  readonly base: number;
  readonly #view: DataView;
  readonly #fail: Fail;
  #at: number;

  constructor(bytes: Uint8Array, fail: Fail, options: { base?: number; at?: number } = {}) {
    this.bytes = bytes;
    this.base = options.base ?? 0;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#fail = fail;
    this.#at = options.at ?? 0;
  }

  /** The next byte's place within `bytes`. */
  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** Reports a problem at the place the reader stands at, or at another one within `bytes`. */
  fail(problem: string, details: Parameters<Fail>[1] = {}): never {
    return this.#fail(problem, { offset: this.base + this.#at, ...details });
  }

  /** The next `count` bytes, not copied. */
  take(count: number, what: string): Uint8Array {
    return this.bytes.subarray(this.#advance(count, what), this.#at);
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#advance(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#advance(2, what), true);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#advance(4, what), true);
  }

  i32(what: string): number {
    return this.#view.getInt32(this.#advance(4, what), true);
  }

  /** A 64-bit size; one beyond 2⁵³ cannot lie in any file and comes out as a number that no check lets pass. */
  u64(what: string): number {
    return Number(this.#view.getBigUint64(this.#advance(8, what), true));
  }

  /** A float64 in big-endian order. */
  f64BigEndian(what: string): number {
    return this.#view.getFloat64(this.#advance(8, what), false);
  }

  /** Text of `count` bytes. */
  text(count: number, what: string): string {
    const start = this.#at;
    try {
      return utf8.decode(this.take(count, what));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.fail(`${what} is not UTF-8`, { offset: this.base + start });
    }
  }

  /** Text up to a line end, which is consumed. */
  line(what: string, most: number): string {
    const end = this.bytes.subarray(this.#at, this.#at + most + 1).indexOf(0x0a);
    if (end < 0) return this.fail(`${what} has no end`, { expected: `a line of at most ${most} bytes` });
    const text = this.text(end, what);
    this.#at++;
    return text;
  }

  #advance(count: number, what: string): number {
    if (!(count <= this.left)) {
      this.fail(`the file ends within ${what}`, { expected: `${count} bytes`, got: `${this.left}` });
    }
    const start = this.#at;
    this.#at += count;
    return start;
  }
}
