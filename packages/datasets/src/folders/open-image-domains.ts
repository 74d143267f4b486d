import { basename, join, resolve } from 'node:path';
import { FormatError } from '@ftn/errors';
import { visibleEntries } from './folder-entries.js';
import { type ImageSplits, type ImageSplitsOptions, openImageSplits } from './open-image-splits.js';
import { holdsSplits } from './split-names.js';

/** A domain by its folder, with its splits. */
export interface ImageDomain extends ImageSplits {
  readonly name: string;
  readonly folder: string;
}

/**
 * The folders of the domains in `root`: itself where it holds splits, else its subfolders that do. Hidden folders are none.
 * @throws FormatError where the folder holds no domain
 */
export async function domainFolders(root: string): Promise<string[]> {
  const folder = resolve(root);
  const { folders } = await visibleEntries(folder);
  if (holdsSplits(folders)) return [folder];
  const domains: string[] = [];
  for (const name of folders) {
    const inside = join(folder, name);
    if (holdsSplits((await visibleEntries(inside)).folders)) domains.push(inside);
  }
  if (domains.length > 0) return domains;
  throw new FormatError('the folder holds no training and test images', {
    file: folder,
    expected:
      "the folders 'train' and 'test', each with a folder of images for every class, or folders that hold these",
    got: folders.length > 0 ? folders.slice(0, 8).join(', ') : 'no folders',
    hint: 'Check the path.',
  });
}

/** Opens every domain in a folder, or the one that it is; with `test` also a folder of class folders alone. */
export async function openImageDomains(
  root: string,
  options: ImageSplitsOptions = {},
): Promise<ImageDomain[]> {
  const folders = await domainFolders(root).catch((error: unknown) => {
    if (options.test && error instanceof FormatError) return [resolve(root)];
    throw error;
  });
  const domains: ImageDomain[] = [];
  for (const folder of folders) {
    const name = basename(folder);
    domains.push({ name, folder, ...(await openImageSplits(folder, { name, ...options })) });
  }
  return domains;
}
