import { decodeText, FormatError } from '@ftn/errors';
import { errorCode, readRegularFile, textLimit } from '@ftn/errors/node';
import { writeNumber } from '@ftn/training';

/** What a file of JSON may be, and what is said of one that is something else. */
export interface JsonFile<T> {
  /** Takes what was read for what it should be; undefined where it is something else, or it throws. */
  readonly parse: (value: unknown) => T | undefined;
  /** The sentence about one that is broken, e.g. `this is no record of a sweep`. */
  readonly problem: string;
  readonly hint?: string;
  /** The most bytes it may have; default those of any text. */
  readonly limit?: number;
}

/**
 * A file of JSON that this library wrote; null where there is none.
 *
 * @throws FormatError where it is broken, StorageError where it cannot be read
 */
export async function readJsonFile<T>(file: string, kind: JsonFile<T>): Promise<T | null> {
  const { parse, problem, hint, limit = textLimit } = kind;
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(file, { limit });
  } catch (error) {
    const cause = (error as { details?: { cause?: unknown } }).details?.cause;
    if (errorCode(cause) === 'ENOENT') return null;
    throw error;
  }
  const advice = hint === undefined ? {} : { hint };
  let value: T | undefined;
  try {
    value = parse(JSON.parse(decodeText(bytes, file)));
  } catch (cause) {
    throw new FormatError(problem, { file, cause, ...advice });
  }
  if (value === undefined) throw new FormatError(problem, { file, ...advice });
  return value;
}

/** An object as the text of such a file; a number that is not finite is written by its name. */
export const jsonBytes = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, writeNumber, 1)}\n`);
