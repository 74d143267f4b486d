import { checkImage } from './check-image.js';
import { findDuplicates } from './find-duplicates.js';
import type { ImageToCheck } from './image-to-check.js';
import { mapAtOnce } from './map-at-once.js';
import type { Problem } from './problem.js';

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
