import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { imageFilesBelow, isImageFile } from '@ftn/datasets';
import { UsageError } from '@ftn/errors';
import { glob, isDynamicPattern } from 'tinyglobby';

/** An image file that words led to. */
export interface FoundImage {
  /** As it was given; of what was found below a folder, the folder as given and the path below it. */
  readonly path: string;
  /** What tells it from the others below one folder: the path below that folder, or the file's own name. */
  readonly name: string;
}

/**
 * The image files that words name: files as they are, every image below a folder, and what a pattern with `*`, `?`, `[…]`
 * or `{…}` matches. A file that is named is kept whether or not it is there, for its reader to say so.
 *
 * @throws UsageError for a folder or a pattern that leads to no image
 */
export async function findImages(words: readonly string[]): Promise<FoundImage[]> {
  const found = new Map<string, FoundImage>();
  for (const word of words) {
    for (const image of await imagesOf(word)) {
      const place = resolve(image.path);
      if (!found.has(place)) found.set(place, image);
    }
  }
  return [...found.values()];
}

async function imagesOf(word: string): Promise<FoundImage[]> {
  const there = await stat(word).catch(() => null);
  if (there?.isDirectory()) {
    const files = await imageFilesBelow(word);
    if (files.length > 0) return files.map((path) => ({ path, name: relative(word, path) }));
    throw new UsageError('the folder holds no images', { file: word, hint: 'Name a folder that does.' });
  }
  if (there || !isDynamicPattern(word)) return [{ path: word, name: basename(word) }];
  // Else what an absolute pattern matches would be told from the working directory.
  const absolute = isAbsolute(word);
  const matched = await glob(word, { absolute, expandDirectories: false, onlyFiles: true });
  const images = matched.filter(isImageFile).sort();
  if (images.length > 0) return images.map((path) => ({ path: join(path), name: basename(path) }));
  throw new UsageError(`the pattern '${word}' matches no image`, {
    expected: 'files with the endings of images',
    got: `${matched.length} other files`,
  });
}
