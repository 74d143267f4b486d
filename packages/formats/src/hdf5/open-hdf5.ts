import type { Dataset, Entity, File, Group } from 'h5wasm';
import { usualBudget } from '../budget.js';
import { type Fail, failWith } from '../fail.js';
import { elementCount, type NdArray, type NumberArray } from '../nd-array.js';
import { type Sandboxed, sandbox } from './sandbox.js';

/** A range of one dimension, `[from, to)`; null takes all of it. */
export type Range = readonly [from: number, to: number] | null;

/** An array in an HDF5 file, read when asked for. */
export interface Hdf5Dataset {
  /** C order, as h5py shows it: MATLAB's dimensions appear reversed. */
  readonly shape: readonly number[];
  /** The numbers of a block; dimensions that are left out are taken whole. */
  read(...ranges: Range[]): NdArray;
  /** The texts of an array of strings. */
  texts(): string[];
}

/** An open HDF5 file (MATLAB 7.3's among them). */
export interface Hdf5File {
  /** The names in a group. */
  keys(group?: string): string[];
  dataset(path: string): Hdf5Dataset;
  close(): void;
}

/** How an HDF5 file is opened. */
export interface Hdf5Options {
  /** The most bytes one read may take; default 64 MiB or four times the file. */
  readonly budget?: number;
}

/** HDF5's type classes, as far as they are read. */
const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const ENUM = 8;
const rightFile = 'Check that this is the right file.';

/**
 * Opens an HDF5 file; nothing but its directory is read before a block is asked for.
 *
 * Data that lies in other files (external links, external storage, virtual data sets) is refused.
 *
 * @throws FormatError where the file is cut, broken or of another kind
 * @throws StorageError where it is missing
 */
export async function openHdf5(file: string, options: Hdf5Options = {}): Promise<Hdf5File> {
  const place = await sandbox(file);
  const fail = failWith(file);
  const budget = options.budget ?? usualBudget(place.size);
  let root: File;
  try {
    root = openRoot(place, fail);
  } catch (error) {
    place.release();
    throw error;
  }
  return {
    keys(group = '/') {
      const found = attempt(fail, `the group '${group}' cannot be read`, () => root.get(group));
      if (typeOf(found) !== 'Group') return missing(root, group, 'group', fail);
      return attempt(fail, `the group '${group}' cannot be listed`, () => (found as Group).keys());
    },
    dataset: (path) => openDataset(root, path, budget, fail),
    close() {
      root.close();
      place.release();
    },
  };
}

const typeOf = (found: Entity | null): string => (found && 'type' in found ? found.type : '');

function openRoot({ library, name, size }: Sandboxed, fail: Fail): File {
  if (size === 0) fail('the file is empty', { offset: 0 });
  try {
    return new library.File(name, 'r');
  } catch (cause) {
    const reason = innermost(cause);
    const what = /signature/.test(reason)
      ? 'this is not an HDF5 file'
      : /truncated/.test(reason)
        ? 'the HDF5 file is cut short'
        : 'the HDF5 file cannot be opened';
    return fail(`${what} (${reason})`, {
      cause,
      ...(/signature/.test(reason) ? { offset: 0, hint: rightFile } : {}),
    });
  }
}

function openDataset(root: File, path: string, budget: number, fail: Fail): Hdf5Dataset {
  const found = attempt(fail, `'${path}' cannot be read`, () => root.get(path));
  if (['ExternalLink', 'BrokenSoftLink'].includes(typeOf(found))) {
    fail(`'${path}' is a link without a target inside the file`, { hint: rightFile });
  }
  if (typeOf(found) !== 'Dataset') return missing(root, path, 'data set', fail);
  const dataset = found as Dataset;
  const metadata = attempt(fail, `'${path}' cannot be described`, () => dataset.metadata);
  const { shape, chunks, size, type } = metadata;
  if (metadata.virtual_sources) fail(`'${path}' keeps its data in other files`, { hint: rightFile });
  if (!shape) return fail(`'${path}' holds nothing`, { hint: rightFile });
  const spend = (bytes: number) => {
    // A chunk is unpacked whole, whatever part of it is asked for.
    if (!(bytes + elementCount(chunks ?? []) * size <= budget)) {
      fail(`'${path}' would exceed the memory budget of this file`, {
        expected: `at most ${budget} bytes`,
        got: `${bytes}`,
        hint: 'Read it in parts or, where the file is sound, with a larger budget.',
      });
    }
  };
  return {
    shape,
    read(...ranges) {
      const whole = (type === FLOAT && (size === 4 || size === 8)) || type === INTEGER || type === ENUM;
      if (!whole)
        fail(`'${path}' holds no supported numbers`, {
          expected: 'whole numbers, float32 or float64',
          hint: rightFile,
        });
      const block = blockOf(shape, ranges, path, fail);
      const lengths = block.map(([from, to]) => to - from);
      const count = elementCount(lengths);
      spend(count * size);
      const value = attempt(fail, `the numbers of '${path}' cannot be read`, () =>
        count === 0 || shape.length === 0
          ? dataset.value
          : dataset.slice(block.map(([from, to]) => [from, to])),
      );
      return { shape: lengths, data: numbers(value, count, path, fail) };
    },
    texts() {
      if (type !== STRING) fail(`'${path}' holds no text`, { hint: rightFile });
      spend(elementCount(shape) * Math.max(size, 16));
      const value = attempt(fail, `the texts of '${path}' cannot be read`, () => dataset.value);
      const list: unknown[] = Array.isArray(value) ? value : [value];
      if (list.every((text) => typeof text === 'string')) return list;
      return fail(`'${path}' holds no text`, { hint: rightFile });
    },
  };
}

/** The ranges of every dimension, each within the shape. */
function blockOf(
  shape: readonly number[],
  ranges: readonly Range[],
  path: string,
  fail: Fail,
): (readonly [number, number])[] {
  return shape.map((length, d) => {
    const [from, to] = ranges[d] ?? [0, length];
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= length)) {
      fail(`'${path}' has no such block`, {
        expected: `a range of dimension ${d} within 0 … ${length}`,
        got: `${from} … ${to}`,
        hint: rightFile,
      });
    }
    return [from, to] as const;
  });
}

function numbers(value: unknown, count: number, path: string, fail: Fail): NumberArray {
  // A scalar comes as a number.
  if (typeof value === 'number') return Float64Array.of(value);
  if (typeof value === 'bigint') return BigInt64Array.of(value);
  const array = value as NumberArray | null;
  if (ArrayBuffer.isView(array) && array.length === count) return array;
  return fail(`'${path}' holds no supported numbers`, { hint: rightFile });
}

function missing(root: File, path: string, what: string, fail: Fail): never {
  const names = attempt(fail, 'the file cannot be listed', () => root.keys());
  return fail(`the file has no ${what} '${path}'`, {
    got: names.slice(0, 12).join(', ') || 'nothing',
    hint: rightFile,
  });
}

/** Runs a call of the library; whatever it throws is said in the words of this file. */
function attempt<T>(fail: Fail, problem: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    return fail(`${problem} (${innermost(cause)})`, { cause });
  }
}

/** The library reports a stack of reasons; the last is the one that tells something. */
function innermost(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reasons = [...text.matchAll(/^ {2}#\d+: .*? in \S+\(\): (.*)$/gm)].map((match) => match[1]!);
  return (reasons.at(-1) ?? text.split('\n')[0] ?? '').slice(0, 200);
}
