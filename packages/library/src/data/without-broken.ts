import { basename, dirname, join } from 'node:path';
import { type BrokenImage, type Dataset, findBroken, subset } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import type { DataOptions, DataSplits, LeftOut } from './data.js';

/** So many are named in an error and in notes; the list itself is whole. */
const named = 10;

const setsOf = ({ train, val, test, whole }: DataSplits): Dataset[] =>
  [train, val, test, whole].filter((set) => set !== undefined);

const without = (set: Dataset, broken: ReadonlyMap<Dataset, readonly BrokenImage[]>): Dataset => {
  const out = new Set(broken.get(set)?.map(({ index }) => index));
  if (out.size === 0) return set;
  const all = Array.from({ length: set.length }, (_, index) => index);
  return subset(
    set,
    all.filter((index) => !out.has(index)),
  );
};

/** An image by its name and the folder it lies in, which is its class or its kind of map. */
export const shortPath = (file: string): string => join(basename(dirname(file)), basename(file));

/** Adds pictures of a kind that is not read (BMP, HEIC …) to those left out. */
export function addUnread(to: LeftOut[], files: readonly string[]): void {
  for (const file of files) to.push({ file, problem: 'a picture of a kind that is not read' });
}

/** Files that were left out, in words, one an entry. */
const sentences = (files: readonly LeftOut[]): string[] => [
  ...files.slice(0, named).map(({ file, problem }) => `left out ${shortPath(file)}: ${problem}`),
  ...(files.length > named ? [`left out ${files.length - named} more images that cannot be read`] : []),
];

/**
 * The sets of one word without the images that cannot be read, each of which is listed; found by reading every image once.
 *
 * @throws FormatError where there are more than `skipBroken`, and where a set has no image left
 */
export async function withoutBroken(
  domains: readonly DataSplits[],
  options: Pick<DataOptions, 'targets' | 'decode'> & { readonly skipBroken: number },
  spec: string,
): Promise<DataSplits[]> {
  const cleaned: DataSplits[] = [];
  for (const domain of domains) {
    const broken = new Map<Dataset, BrokenImage[]>();
    for (const set of setsOf(domain)) broken.set(set, await findBroken(set, options));
    // A file may be in two sets: all of them, and those of training.
    const files = new Map<string, LeftOut>((domain.leftOut ?? []).map((one) => [one.file, one]));
    for (const { file, problem } of [...broken.values()].flat()) files.set(file, { file, problem });
    const leftOut = [...files.values()];
    const { train, val, test, whole } = domain;
    cleaned.push({
      ...domain,
      train: without(train, broken),
      test: without(test, broken),
      ...(val ? { val: without(val, broken) } : {}),
      ...(whole ? { whole: without(whole, broken) } : {}),
      notes: [...(domain.notes ?? []), ...sentences(leftOut)],
      leftOut,
    });
  }
  requireFew(cleaned, options.skipBroken, spec);
  return cleaned;
}

function requireFew(domains: readonly DataSplits[], most: number, spec: string): void {
  const all = domains.flatMap(({ leftOut = [] }) => leftOut);
  if (all.length > most) {
    const list = all.slice(0, named).map(({ file, problem }) => `${file} (${problem})`);
    const rest = all.length > named ? ` and ${all.length - named} more` : '';
    throw new FormatError(`'${spec}' has ${all.length} images that cannot be read`, {
      expected: `at most ${most}, which is how many may be skipped`,
      got: list.join(', ') + rest,
      hint: 'Replace or delete them, or raise the number.',
    });
  }
  const empty = domains.find(({ train, test }) => train.length === 0 || test.length === 0);
  if (!empty) return;
  throw new FormatError(`'${empty.name}' has no image left that can be read`, {
    file: spec,
    hint: 'Replace the broken images.',
  });
}
