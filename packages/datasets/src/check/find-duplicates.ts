import type { ListedImage } from './list-images.js';
import { type Problem, problemOf } from './problem.js';

/** Finds files of the same bytes: across splits (a leak), under two labels, or merely twice. */
export function findDuplicates(images: readonly (ListedImage & { readonly hash?: string })[]): Problem[] {
  const first = new Map<string, ListedImage>();
  const problems: Problem[] = [];
  for (const image of images) {
    if (!image.hash) continue;
    const earlier = first.get(image.hash);
    if (earlier) problems.push(duplicate(image, earlier));
    else first.set(image.hash, image);
  }
  return problems;
}

function duplicate(image: ListedImage, earlier: ListedImage): Problem {
  const same = `is the same file as ${earlier.path}`;
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
