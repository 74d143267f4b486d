import { join } from 'node:path';
import { isImageName, isUnreadImageName } from './image-names.js';
import { walkFolders } from './walk-folders.js';

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

/**
 * Finds the images below a folder, those in nested folders with it; hidden files and folders are left out, and so is a link
 * that leads back to a folder it lies in.
 * @throws StorageError for a folder that cannot be read.
 */
export async function walkImages(folder: string): Promise<WalkedImages> {
  const found: WalkedImages = { images: [], unread: [], skipped: [] };
  const visited: { path: string; images: string[] }[] = [];
  for await (const { path, entries, skipped } of walkFolders(folder)) {
    if (skipped) found.skipped.push({ path, reason: skipped });
    for (const name of entries.folders.filter((one) => one.startsWith('.')))
      found.skipped.push({ path: join(path, name), reason: 'is a hidden folder' });
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
