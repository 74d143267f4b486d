import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { UsageError } from '@ftn/errors';
import type { DataCheck } from './data-source.js';
import { learnedByName } from './learned-of.js';
import { splitShift } from './shifted-data.js';
import { checkableForms, parseData } from './sources.js';

/** The result of a check of a data set, and its folder. */
export interface CheckedData extends DataCheck {
  readonly root: string;
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
  return { root: resolve(place), ...found };
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
