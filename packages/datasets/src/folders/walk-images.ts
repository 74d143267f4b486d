import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { folderEntries } from './folder-entries.js';
import { isImageName, isUnreadImageName } from './image-names.js';

/** A file or folder that is not read, and why in words. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** What lies below a class folder, at any depth. */
export interface WalkedImages {
  /** Full paths: by folder, then by name, as torchvision's ImageFolder lists them. */
  readonly images: string[];
  /** Pictures of a kind that is not read. */
  readonly unread: string[];
  readonly skipped: Skipped[];
}

/** No sane tree of images is deeper. */
const DEEPEST = 32;

/**
 * Finds the images below a folder, those in nested folders with it; hidden files and folders are left out, and so is a link
 * that leads back to a folder it lies in.
 * @throws StorageError for a folder that cannot be read.
 */
export async function walkImages(folder: string): Promise<WalkedImages> {
  const found: WalkedImages = { images: [], unread: [], skipped: [] };
  const open: { path: string; above: readonly string[] }[] = [{ path: folder, above: [] }];
  const visited: { path: string; images: string[] }[] = [];
  for (let place = open.pop(); place; place = open.pop()) {
    const { path, above } = place;
    const entries = await folderEntries(path);
    const real = await realpath(path);
    if (above.includes(real)) {
      found.skipped.push({ path, reason: 'is a link to a folder that it lies in' });
      continue;
    }
    for (const name of entries.folders) {
      const inside = join(path, name);
      if (name.startsWith('.')) found.skipped.push({ path: inside, reason: 'is a hidden folder' });
      else if (above.length >= DEEPEST)
        found.skipped.push({ path: inside, reason: `lies more than ${DEEPEST} folders deep` });
      else open.push({ path: inside, above: [...above, real] });
    }
    visited.push({ path, images: sortFiles(path, entries.files, found) });
  }
  visited.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  for (const { images } of visited) for (const image of images) found.images.push(image);
  return found;
}

/** The images among a folder's files; the others go where they belong. */
function sortFiles(folder: string, names: readonly string[], found: WalkedImages): string[] {
  const images: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (name.startsWith('.')) found.skipped.push({ path, reason: 'is a hidden file' });
    else if (isImageName(name)) images.push(path);
    else if (isUnreadImageName(name)) found.unread.push(path);
    else found.skipped.push({ path, reason: 'has no image ending' });
  }
  return images;
}
