import type { ImageToCheck } from './image-to-check.js';
import { type Problem, problemOf } from './problem.js';

/** An image with the hashes of its file and of its pixels; none where it cannot be read. */
export interface HashedImage extends ImageToCheck {
  readonly hash?: string;
  readonly pixelHash?: string;
}

/** Finds images of the same pixels: across splits (a leak), under two labels, or merely twice. */
export function findDuplicates(images: readonly HashedImage[]): Problem[] {
  const first = new Map<string, HashedImage>();
  const problems: Problem[] = [];
  for (const image of images) {
    const key = image.pixelHash ?? image.hash;
    if (!key) continue;
    const earlier = first.get(key);
    if (earlier) problems.push(duplicate(image, earlier));
    else first.set(key, image);
  }
  return problems;
}

function duplicate(image: HashedImage, earlier: HashedImage): Problem {
  const same = `${image.hash === earlier.hash ? 'is the same file as' : 'has the same pixels as'} ${earlier.path}`;
  if (image.split !== earlier.split) {
    const problem = `${same}: '${image.split}' leaks into '${earlier.split}'`;
    return problemOf('leak', image.path, problem, 'Keep it in one of the splits only.');
  }
  if (image.className !== earlier.className) {
    return problemOf(
      'label-conflict',
      image.path,
      `${same}, of another class`,
      'Keep it in its right class only.',
    );
  }
  return problemOf('duplicate', image.path, same, 'Delete one of them.');
}
