import type { Box } from '../image-dataset.js';
import { checkImage } from './check-image.js';
import { findDuplicates } from './find-duplicates.js';
import { mapAtOnce } from './map-at-once.js';
import type { Problem } from './problem.js';

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

/** Decodes every image; finds what is broken, boxes that do not fit, and images that are there twice. */
export async function checkImages(
  images: readonly ImageToCheck[],
  onImage?: (done: number, total: number) => void,
): Promise<Problem[]> {
  let done = 0;
  const checked = await mapAtOnce(images, AT_ONCE, async (image) => {
    const result = await checkImage(image.path, image.box, image.source);
    onImage?.(++done, images.length);
    return { ...image, ...result };
  });
  return [...checked.flatMap((image) => image.problems), ...findDuplicates(checked)];
}
