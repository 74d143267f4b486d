import type { Fail } from '../fail.js';

/** One tagged piece of data: its type and the range of its bytes. */
export interface MatElement {
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

/** Walks over the tagged elements of a file or of an unpacked block; nothing outside its bytes is touched. */
export class MatCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Where a compressed block begins in its file; undefined where `bytes` are the file's own. */
  readonly block: number | undefined;
  readonly #fail: Fail;
  at: number;

  constructor(
    bytes: Uint8Array,
    littleEndian: boolean,
    fail: Fail,
    options: { block?: number; at?: number },
  ) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.littleEndian = littleEndian;
    this.block = options.block;
    this.at = options.at ?? 0;
    this.#fail = fail;
  }

  /** The place in the file that stands for a place in these bytes. */
  offsetOf(at: number): number {
    return this.block ?? at;
  }

  fail(problem: string, at: number, details: Parameters<Fail>[1] = {}): never {
    const inside = this.block === undefined ? '' : ` (byte ${at} of the unpacked variable)`;
    return this.#fail(problem + inside, { offset: this.offsetOf(at), ...details });
  }

  /**
   * The next element before `end`; the cursor moves past it and its padding to a multiple of 8.
   *
   * A tag is type and size, 4 bytes each; up to 4 bytes of data may stand in the tag itself, whose first
   * 4 bytes then hold the size in their upper half.
   */
  next(end: number, what: string): MatElement {
    const start = this.at;
    if (start + 8 > end)
      this.fail(`the data ends within ${what}`, start, {
        expected: '8 bytes of a tag',
        got: `${end - start}`,
      });
    const first = this.view.getUint32(start, this.littleEndian);
    if (first >>> 16 !== 0) {
      const size = first >>> 16;
      if (size > 4)
        this.fail(`the tag of ${what} is invalid`, start, { got: `${size} bytes in a short tag` });
      this.at = start + 8;
      return { type: first & 0xffff, start: start + 4, size };
    }
    const size = this.view.getUint32(start + 4, this.littleEndian);
    if (size > end - start - 8) {
      this.fail(`the data ends within ${what}`, start, {
        expected: `${size} bytes`,
        got: `${end - start - 8}`,
      });
    }
    // A compressed block is not padded. Some writers leave out the padding at a variable's very end.
    this.at = first === 15 ? start + 8 + size : Math.min(start + 8 + Math.ceil(size / 8) * 8, end);
    return { type: first, start: start + 8, size };
  }
}
