import { leadsOutside } from '../files/leads-outside.js';
import { checkImage } from './check-image.js';
import { findDuplicates } from './find-duplicates.js';
import type { ImageToCheck } from './image-to-check.js';
import { mapAtOnce } from './map-at-once.js';
import { type Problem, problemOf } from './problem.js';

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
      `is a link to a target outside the folder, to ${target}`,
      'Nothing, if it is meant.',
    ),
  );
}
