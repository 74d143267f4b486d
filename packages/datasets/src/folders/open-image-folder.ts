import { basename, join } from 'node:path';
import { FormatError } from '@ftn/errors';
import type { ImageDataset } from '../image-dataset.js';
import { classFolders } from './class-folders.js';
import { imageExtensions } from './image-names.js';
import { walkImages } from './walk-images.js';

/** How a folder of class folders is opened. */
export interface ImageFolderOptions {
  /** The data set's name; otherwise the folder's. */
  readonly name?: string;
  /** The classes and their labels; otherwise the folder's subfolders, sorted. */
  readonly classes?: readonly string[];
  /** True where some of `classes` may have no folder or no image here, as a test split may lack one. */
  readonly someEmpty?: boolean;
  /** Called with the pictures of a kind that is not read (BMP, HEIC, SVG …), which are left out; otherwise they are refused. */
  readonly onUnread?: ((files: readonly string[]) => void) | undefined;
}

/**
 * Opens a folder with one subfolder of images for each class, nested folders included, as torchvision's ImageFolder.
 *
 * Labels follow the sorted class names, images their sorted paths; what is hidden is left out.
 *
 * @throws StorageError where the folder is missing; FormatError where it holds no class, a class no image, or pictures of a
 *   kind that is not read.
 */
export async function openImageFolder(root: string, options: ImageFolderOptions = {}): Promise<ImageDataset> {
  const found = await classFolders(root);
  const classes = options.classes ?? found.map(({ name }) => name);
  if (classes.length === 0) {
    throw new FormatError('the folder holds no class folders', {
      file: root,
      expected: 'a subfolder of images for each class',
    });
  }
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    const onDisk = found.find((one) => one.name === name.normalize('NFC'));
    if (!onDisk && options.someEmpty) continue;
    const folder = join(root, onDisk?.folder ?? name);
    const { images, unread } = await walkImages(folder);
    if (unread.length > 0 && !options.onUnread) throw unreadImages(unread);
    if (unread.length > 0) options.onUnread?.(unread);
    if (images.length === 0 && !options.someEmpty) {
      throw new FormatError('the class folder holds no images', {
        file: folder,
        expected: `files ending in ${imageExtensions.join(', ')}`,
        hint: 'Add images or remove the folder.',
      });
    }
    for (const image of images) {
      paths.push(image);
      labels.push(label);
    }
  }
  return {
    name: options.name ?? basename(root),
    classes,
    length: paths.length,
    label: (index) => labels[index]!,
    image: (index) => ({ kind: 'file', path: paths[index]! }),
  };
}

function unreadImages(files: readonly string[]): FormatError {
  const more = files.length > 1 ? ` (and ${files.length - 1} more like it in this class)` : '';
  return new FormatError(`the image has an unsupported format${more}`, {
    file: files[0]!,
    expected: `files ending in ${imageExtensions.join(', ')}`,
    hint: 'Convert it to PNG or JPEG, or delete it.',
  });
}
