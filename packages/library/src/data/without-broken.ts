import { basename, dirname, join } from 'node:path';
import { type Dataset, findBroken, imageName, subset } from '@ftn/datasets';
import { FormatError } from '@ftn/errors';
import type { DataOptions, DataSplits, LeftOut } from './data.js';

/** So many are named in an error and in notes; the list itself is whole. */
const named = 10;

/** Every image once: all of them where the split is the library's own, which draws from them. */
const setsOf = ({ train, val, test, whole }: DataSplits): Dataset[] =>
  whole ? [whole] : [train, ...(val ? [val] : []), test];

/** A set without the images of these names. */
function without(set: Dataset, broken: ReadonlySet<string>): Dataset {
  const all = Array.from({ length: set.length }, (_, index) => index);
  const left = all.filter((index) => !broken.has(imageName(set, index)));
  return left.length === set.length ? set : subset(set, left);
}

/** An image by its name and the folder it lies in, which is its class or its kind of map. */
export const shortPath = (file: string): string => join(basename(dirname(file)), basename(file));

/** Takes pictures of a kind that is not read (BMP, HEIC …) for left out, where some may be; else they are refused. */
export function unreadPictures(skipBroken: number | undefined): {
  readonly leftOut: readonly LeftOut[];
  readonly onUnread: ((files: readonly string[]) => void) | undefined;
} {
  const leftOut: LeftOut[] = [];
  const problem = 'a picture of a kind that is not read';
  const onUnread = (files: readonly string[]) => {
    for (const file of files) leftOut.push({ file, problem });
  };
  return { leftOut, onUnread: skipBroken === undefined ? undefined : onUnread };
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
    const files = new Map<string, LeftOut>((domain.leftOut ?? []).map((one) => [one.file, one]));
    const names = new Set<string>();
    for (const set of setsOf(domain)) {
      for (const { index, file, problem } of await findBroken(set, options)) {
        files.set(file, { file, problem });
        names.add(imageName(set, index));
      }
    }
    const leftOut = [...files.values()];
    const { train, val, test, whole } = domain;
    cleaned.push({
      ...domain,
      train: without(train, names),
      test: without(test, names),
      ...(val ? { val: without(val, names) } : {}),
      ...(whole ? { whole: without(whole, names) } : {}),
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
