import { basename, join } from 'node:path';
import { FormatError } from '@ftn/errors';
import type { ImageDataset } from '../image-dataset.js';
import { visibleEntries } from './folder-entries.js';
import { imageExtensions, isImageName } from './image-names.js';

export interface ImageFolderOptions {
  /** The data set's name; otherwise the folder's. */
  readonly name?: string;
  /** The classes and their labels; otherwise the folder's subfolders, sorted. */
  readonly classes?: readonly string[];
}

/**
 * Opens a folder with one subfolder of images for each class, as torchvision's ImageFolder.
 *
 * Labels follow the sorted class names, images the sorted file names. Throws StorageError where the folder
 * is missing and FormatError where it holds no class or a class holds no image.
 */
export async function openImageFolder(root: string, options: ImageFolderOptions = {}): Promise<ImageDataset> {
  const classes = options.classes ?? (await visibleEntries(root)).folders;
  if (classes.length === 0) {
    throw new FormatError('the folder holds no class folders', {
      file: root,
      expected: 'a subfolder of images for each class',
    });
  }
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    const folder = join(root, name);
    const images = (await visibleEntries(folder)).files.filter(isImageName);
    if (images.length === 0) {
      throw new FormatError('the class folder holds no images', {
        file: folder,
        expected: `files ending in ${imageExtensions.join(', ')}`,
        hint: 'Add images or remove the folder.',
      });
    }
    for (const image of images) {
      paths.push(join(folder, image));
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
