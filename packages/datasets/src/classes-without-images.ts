import type { ImageDataset } from './image-dataset.js';

/** The classes of a data set that none of its images is of, by name. */
export function classesWithoutImages({ classes, length, label }: ImageDataset): string[] {
  const seen = new Set<number>();
  for (let index = 0; index < length; index++) seen.add(label(index));
  return classes.filter((_, k) => !seen.has(k));
}
