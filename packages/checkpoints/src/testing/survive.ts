import { FormatError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { expect } from 'vitest';
import { cpuTime } from './cpu-time.js';
import { mutate } from './mutate.js';

/** How many damaged files: 2,000 by default, times FTN_N. */
export const damagedFiles = Math.round(2000 * Number(process.env.FTN_N ?? 1));

export interface Survival<T> {
  readonly format: string;
  readonly file: string;
  readonly original: Uint8Array;
  readonly decode: (bytes: Uint8Array, file: string) => T;
  /** Throws where an accepted result is not what the bytes say. */
  readonly check: (result: T, bytes: Uint8Array) => void;
}

/** Decodes thousands of damaged copies: each gives a FormatError that names the file, or a right result, in time. */
export function surviveDamage<T>({ format, file, original, decode, check }: Survival<T>) {
  const counts = { refused: 0, accepted: 0 };
  for (let i = 0; i < damagedFiles; i++) {
    const bytes = mutate(original, new RandomStream('damage', format, file, i));
    const start = cpuTime();
    let result: T | undefined;
    let error: unknown;
    try {
      result = decode(bytes, 'x.bin');
    } catch (thrown) {
      error = thrown;
    }
    expect(cpuTime(start), `mutation ${i} took too long`).toBeLessThan(250);
    if (error === undefined) {
      counts.accepted++;
      check(result as T, bytes);
    } else {
      counts.refused++;
      if (!(error instanceof FormatError))
        throw new Error(`mutation ${i} threw another error`, { cause: error });
      expect(error.details.file, `mutation ${i}`).toBe('x.bin');
      expect(error.details.hint, `mutation ${i}: ${error.message}`).toBeTruthy();
    }
  }
  return counts;
}
