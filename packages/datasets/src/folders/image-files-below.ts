import { isImageName, isUnreadImageName } from './image-names.js';
import { walkImages } from './walk-images.js';

/** Whether a file's ending is that of a picture, one of a kind that is not read too. */
export const isImageFile = (name: string): boolean => isImageName(name) || isUnreadImageName(name);

/**
 * Every picture below a folder, by folder and then by name; those of kinds that are not read are among them, so that
 * whoever reads them says so. Hidden files and folders are left out.
 *
 * @throws StorageError for a folder that cannot be read
 */
export async function imageFilesBelow(folder: string): Promise<string[]> {
  const { images, unread } = await walkImages(folder);
  return [...images, ...unread];
}
