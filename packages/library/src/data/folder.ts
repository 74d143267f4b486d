import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { checkImageFolder, openImageSplits } from '@ftn/datasets';
import { StorageError } from '@ftn/errors';
import type { DataSplits } from './data.js';
import type { DataCheck } from './data-source.js';

const howToGiveData =
  "--data takes a folder with train/ and test/, a folder of such folders, or a word that 'ftn list data' shows.";

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a folder holds a domain, or was meant to. */
const looksLikeDomain = (folder: string) => isFolder(join(folder, 'train')) || isFolder(join(folder, 'test'));

/** A folder with `train/` and `test/` (and perhaps `val/`) of class folders, or a folder of such folders. */
export async function openFolder(path: string): Promise<DataSplits[]> {
  const folder = resolve(path);
  if (!isFolder(folder)) {
    throw new StorageError('there is no such folder', { file: folder, hint: howToGiveData });
  }
  const domains = looksLikeDomain(folder)
    ? [folder]
    : readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
        .filter(looksLikeDomain);
  if (domains.length === 0) {
    throw new StorageError('this folder holds no training and test images', {
      file: folder,
      expected: "the folders 'train' and 'test', each with a folder of images for every class",
      hint: howToGiveData,
    });
  }
  const sets: DataSplits[] = [];
  for (const domain of domains) {
    const { train, val, test } = await openImageSplits(domain);
    sets.push({ name: basename(domain), train, test, ...(val ? { val } : {}) });
  }
  return sets;
}

/** Everything wrong with a folder of class folders. */
export async function checkFolder(
  path: string,
  onImage: (done: number, total: number) => void,
): Promise<DataCheck> {
  let images = 0;
  const problems = await checkImageFolder(resolve(path), (done, total) => {
    images = total;
    onImage(done, total);
  });
  return { problems, images };
}
