import { FormatError } from '@ftn/errors';
import { RandomStream } from '@ftn/random';
import { expect } from 'vitest';
import { mutate } from './mutate.js';

/** How many damaged files: 1,000 by default, times FTN_N. */
export const damagedFiles = Math.round(1000 * Number(process.env.FTN_N ?? 1));

export interface Survival<T> {
  readonly format: string;
  readonly original: Uint8Array;
  readonly count?: number;
  readonly decode: (bytes: Uint8Array, file: string) => T;
  /** Throws where an accepted result is not what the bytes say. */
  readonly check: (result: T, bytes: Uint8Array) => void;
}

/** Milliseconds of processor time; unlike the clock, the same on a busy machine. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Decodes damaged copies: each gives a FormatError that names the file, or a right result, in time. */
export function surviveDamage<T>({ format, original, count = damagedFiles, decode, check }: Survival<T>) {
  const counts = { refused: 0, accepted: 0 };
  for (let i = 0; i < count; i++) {
    const bytes = mutate(original, new RandomStream('damage', format, i));
    const start = cpuTime();
    let result: { value: T } | undefined;
    let error: unknown;
    try {
      result = { value: decode(bytes, 'x.bin') };
    } catch (thrown) {
      error = thrown;
    }
    expect(cpuTime() - start, `mutation ${i} took too long`).toBeLessThan(250);
    if (result) {
      counts.accepted++;
      check(result.value, bytes);
      continue;
    }
    counts.refused++;
    if (!(error instanceof FormatError))
      throw new Error(`mutation ${i} threw another error`, { cause: error });
    expect(error.details.file, `mutation ${i}`).toBe('x.bin');
    expect(error.details.hint, `mutation ${i}: ${error.message}`).toBeTruthy();
  }
  return counts;
}
