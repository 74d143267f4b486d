import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { FtnError, UsageError } from '@ftn/errors';
import type { DataCheck } from './data-source.js';
import { learnedByName } from './learned-of.js';
import { openData } from './open-data.js';
import { splitShift } from './shifted-data.js';
import { checkableForms, parseData } from './sources.js';

/** The result of a check of a data set, and its folder. */
export interface CheckedData extends DataCheck {
  readonly root: string;
  /** How many images each set of each domain has; empty where the data cannot be opened as it is. */
  readonly sets: readonly CountedDomain[];
}

/** A domain with the images of its sets. */
export interface CountedDomain {
  readonly domain: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** What is checked, and how a check tells of its progress. */
export interface CheckDataOptions {
  /** Tasks whose maps alone have to be there; default all that the data can have. */
  readonly tasks?: readonly string[] | undefined;
  /** Called after each image with how many were looked at, and how many there are. */
  readonly onImage?: ((done: number, total: number) => void) | undefined;
}

/**
 * Decodes every image of a data set and lists everything missing or wrong with it, in one pass:
 *
 * ```ts
 * const { problems } = await checkData('./flowers');
 * ```
 *
 * @throws UsageError for data that needs no check, being made by code or checked when it is opened
 */
export async function checkData(
  spec: string,
  { tasks, onImage }: CheckDataOptions = {},
): Promise<CheckedData> {
  const { source, place } = parseData(spec);
  if (!source.check) {
    throw new UsageError(`'${spec}' needs no check`, {
      expected: `one of ${checkableForms().join(', ')}`,
      hint: 'Made-up data needs no check, and the four files of idx: are checked when they are opened.',
    });
  }
  const found = await source.check(place, onImage ?? (() => {}), tasks && learnedByName(tasks));
  const sound = found.problems.every(({ severity }) => severity !== 'error');
  return { root: resolve(place), ...found, sets: sound ? await countSets(spec, tasks) : [] };
}

/** The sets of data that was found sound; a folder that brings no test images needs more to be opened, and has none. */
async function countSets(spec: string, tasks: readonly string[] | undefined): Promise<CountedDomain[]> {
  try {
    const domains = await openData(spec, { holdOut: 0, targets: tasks && learnedByName(tasks) });
    return domains.map(({ name, train, validation, test }) => {
      return { domain: name, train: train.length, validation: validation.length, test: test.length };
    });
  } catch (error) {
    if (FtnError.isInstance(error)) return [];
    throw error;
  }
}

/**
 * The first of several words whose folder exists, can be checked, and holds a file that something was wrong with;
 * undefined otherwise. Shifted data is checked without its shift.
 */
export function checkableData(specs: readonly string[], file: string): string | undefined {
  const plain = specs.map((spec) => splitShift(spec)?.spec ?? spec);
  return plain.find((spec) => {
    const { source, place } = parseData(spec);
    if (!source.check || !existsSync(place)) return false;
    // Nobody says which file it is where there is one folder alone.
    if (file === '') return specs.length === 1;
    const inside = relative(resolve(place), resolve(file));
    return !inside.startsWith('..') && !isAbsolute(inside);
  });
}
