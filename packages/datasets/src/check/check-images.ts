import { leadsOutside } from '../files/leads-outside.js';
import type { Box } from '../image-dataset.js';
import { checkImage } from './check-image.js';
import { findDuplicates } from './find-duplicates.js';
import { mapAtOnce } from './map-at-once.js';
import { type Problem, problemOf } from './problem.js';

/** An image to be checked and what its place or its list says about it. */
export interface ImageToCheck {
  readonly path: string;
  readonly split: string;
  readonly className: string;
  readonly box?: Box | undefined;
  /** Where the image and its box are named, if in a list. */
  readonly source?: { readonly file: string; readonly line?: number; readonly offset?: number };
}

/** Images decoded at once: a bound on memory. */
const AT_ONCE = 4;

/** Decodes every image; finds what is broken, boxes that do not fit, images that are there twice, and links out of `root`. */
export async function checkImages(
  root: string,
  images: readonly ImageToCheck[],
  onImage?: (done: number, total: number) => void,
): Promise<Problem[]> {
  let done = 0;
  const checked = await mapAtOnce(images, AT_ONCE, async (image) => {
    const result = await checkImage(image.path, image.box, image.source);
    onImage?.(++done, images.length);
    return { ...image, ...result };
  });
  const links = await linksOutside(root, images);
  return [...checked.flatMap((image) => image.problems), ...findDuplicates(checked), ...links];
}

/** Each link by which images come from elsewhere, once. */
async function linksOutside(root: string, images: readonly ImageToCheck[]): Promise<Problem[]> {
  const found = new Map<string, string>();
  for (const { path } of images) {
    const outside = await leadsOutside(root, path);
    if (outside) found.set(outside.link, outside.target);
  }
  return Array.from(found, ([link, target]) =>
    problemOf(
      'link',
      link,
      `is a link that leads out of the folder, to ${target}`,
      'Nothing, if it is meant.',
    ),
  );
}
