import { join } from 'node:path';
import type { LayoutScan, PublishedCounts } from '../layouts/layout.js';
import { type LayoutName, layouts } from '../layouts/layouts.js';
import { addAll } from './add-all.js';
import { checkImages } from './check-images.js';
import type { ImageToCheck } from './image-to-check.js';
import { type Problem, problemOf } from './problem.js';

/** The result of a check. */
export interface LayoutCheck {
  readonly problems: Problem[];
  /** Images that were decoded. */
  readonly images: number;
}

/**
 * Finds everything missing or wrong with a published data set's folder in one pass: lists and annotations,
 * missing and broken images, boxes that do not fit, images that are in two splits or under two labels, and
 * how its size differs from the published set's.
 */
export async function checkLayout(
  layout: LayoutName,
  root: string,
  onImage?: (done: number, total: number) => void,
): Promise<LayoutCheck> {
  const { scan, published } = layouts[layout];
  const scans = await scan(root);
  const total = scans.reduce((n, found) => n + imagesOf(found).length, 0);
  const problems: Problem[] = [];
  let images = 0;
  // Domains are checked one by one: a picture in two of them is no leak.
  for (const found of scans) {
    const list = imagesOf(found);
    const before = images;
    const decoded = await checkImages(root, list, (done) => onImage?.(before + done, total));
    addAll(problems, found.problems);
    addAll(problems, countNotes(root, found, published(found)));
    addAll(problems, decoded);
    images += list.length;
  }
  return { problems, images };
}

function imagesOf({ classes, splits }: LayoutScan): ImageToCheck[] {
  return Object.entries(splits).flatMap(([split, files]) =>
    files.map(({ path, label, box, source, line, offset, boxAt }) => ({
      path,
      split,
      className: classes[label]!,
      box,
      source: boxAt
        ? { file: boxAt.source, line: boxAt.line }
        : {
            file: source,
            ...(line === undefined ? {} : { line }),
            ...(offset === undefined ? {} : { offset }),
          },
    })),
  );
}

/** How the set differs in size from the published one: nothing wrong with a part of it, but worth knowing. */
function countNotes(
  root: string,
  { name, classes, splits }: LayoutScan,
  counts: PublishedCounts | undefined,
): Problem[] {
  if (!counts) return [];
  const found = { classes: classes.length, train: splits.train?.length ?? 0, test: splits.test?.length ?? 0 };
  const words = { classes: 'classes', train: 'training images', test: 'test images' };
  return (['classes', 'train', 'test'] as const)
    .filter((what) => counts[what] !== undefined && counts[what] !== found[what])
    .map((what) =>
      problemOf(
        'count',
        join(root),
        `${name} has ${found[what]} ${words[what]}, the published set ${counts[what]}`,
        'Nothing, if only a part of it is meant to be here.',
      ),
    );
}
