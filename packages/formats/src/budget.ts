import type { Fail } from './fail.js';

const MIB = 1024 * 1024;

/** What reading one file may cost: by default 64 MiB or four times the file, whichever is more. */
export function usualBudget(fileBytes: number): number {
  return Math.max(64 * MIB, 4 * fileBytes);
}

/** Counts the bytes a reader is about to allocate, before it does: a forged size cannot exhaust memory. */
export class Budget {
  #left: number;
  readonly #total: number;
  readonly #fail: Fail;

  constructor(total: number, fail: Fail) {
    this.#total = total;
    this.#left = total;
    this.#fail = fail;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes `bytes` for `what`, or refuses. */
  spend(bytes: number, what: string, offset: number): void {
    this.#left -= bytes;
    if (!(this.#left >= 0)) {
      this.#fail(`${what} would exceed the memory budget of this file`, {
        offset,
        expected: `at most ${this.#total} bytes in all`,
        hint: 'Where the file is sound, read it with a larger budget.',
      });
    }
  }
}
