import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { checkImageFolder, openImageDomains } from '@ftn/datasets';
import { FormatError, StorageError } from '@ftn/errors';
import { countedCheck, type OnImage } from './counted-check.js';
import type { DataSplits } from './data.js';
import type { DataCheck, OpenSettings } from './data-source.js';
import { unreadPictures } from './without-broken.js';

const howToGiveData =
  'Give a folder with train/ and test/, a folder of such folders, or one of the words for data: `dataWords`.';

/**
 * A folder with `train/` and `test/` (and perhaps `val/`) of class folders, or a folder of such folders; with a fraction
 * for testing also a folder without `test/`.
 *
 * @throws StorageError where there is no such folder; FormatError where it has no training and test images
 */
export async function openFolder(
  path: string,
  { seed, testFraction, skipBroken }: Pick<OpenSettings, 'seed' | 'testFraction' | 'skipBroken'>,
): Promise<DataSplits[]> {
  const folder = resolve(path);
  if (!existsSync(folder)) {
    throw new StorageError('there is no such folder', { file: folder, hint: howToGiveData });
  }
  try {
    const { leftOut, onUnread } = unreadPictures(skipBroken);
    const domains = await openImageDomains(folder, {
      ...(testFraction === undefined ? {} : { test: { fraction: testFraction, seed } }),
      onUnread,
    });
    return domains.map(({ name, folder: inside, train, val, test }) => ({
      name,
      train,
      test: test!,
      ...(val ? { val } : {}),
      leftOut: leftOut.filter(({ file }) => file.startsWith(inside + sep)),
    }));
  } catch (error) {
    if (!(error instanceof FormatError) || error.details.file !== folder) throw error;
    throw new FormatError(error.problem, { ...error.details, hint: howToGiveData });
  }
}

/** Everything wrong with a folder of class folders. */
export const checkFolder = (path: string, onImage: OnImage): Promise<DataCheck> =>
  countedCheck((onEach) => checkImageFolder(resolve(path), onEach), onImage);
