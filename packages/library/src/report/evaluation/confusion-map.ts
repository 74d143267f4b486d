import type { HeatMap } from '@ftn/report';
import type { Confusion } from '@ftn/tasks';

/** More rows than this are not read off a picture. */
const mostClasses = 40;

/** How often a class was missed or wrongly given. */
function errorsOf(counts: readonly number[], classes: number, c: number): number {
  let errors = -2 * counts[c * classes + c]!;
  for (let other = 0; other < classes; other++)
    errors += counts[c * classes + other]! + counts[other * classes + c]!;
  return errors;
}

/**
 * How often each class was taken for each, as a picture: cells are the share of their row, numbers the counts, nothing where
 * there is none. Of many classes, the 40 with the most errors.
 */
export function confusionMap(
  { of, counts }: Confusion,
  { classes, title }: { readonly classes: readonly string[]; readonly title: string },
): HeatMap {
  const all = classes.map((_, c) => c);
  const errors = all.map((c) => errorsOf(counts, classes.length, c));
  const worst = [...all].sort((a, b) => errors[b]! - errors[a]!).slice(0, mostClasses);
  const shown = worst.length < all.length ? worst.sort((a, b) => a - b) : all;
  const sums = all.map((r) => all.reduce((sum, c) => sum + counts[r * classes.length + c]!, 0));
  const cells = (value: (count: number, row: number) => number) =>
    shown.map((r) =>
      shown.map((c) => {
        const count = counts[r * classes.length + c]!;
        return count === 0 ? null : value(count, r);
      }),
    );
  const names = shown.map((c) => classes[c]!);
  const few =
    shown.length < all.length ? `, the ${shown.length} of ${all.length} classes with most errors` : '';
  return {
    title: `${title}${few}`,
    rows: names,
    columns: names,
    values: cells((count, r) => count / sums[r]!),
    exact: cells((count) => count),
    scaleLabel: `rows: truth, columns: prediction; colour: share of the ${of} of a row`,
    numbered: true,
  };
}

/** Two classes of which one was taken for the other. */
export interface Confused {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
}

/** The pairs of classes that are most often confused, most often first. */
export function mostConfused({ counts }: Confusion, classes: readonly string[], most: number): Confused[] {
  const pairs = classes.flatMap((truth, r) =>
    classes.flatMap((predicted, c) => {
      const count = counts[r * classes.length + c]!;
      return r === c || count === 0 ? [] : [{ truth, predicted, count }];
    }),
  );
  return pairs.sort((a, b) => b.count - a.count).slice(0, most);
}
