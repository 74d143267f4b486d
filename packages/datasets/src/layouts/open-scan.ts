import { classesWithoutImages } from '../classes-without-images.js';
import type { ImageSplits } from '../folders/open-image-splits.js';
import type { ImageDataset } from '../image-dataset.js';
import type { LayoutScan, ListedFile } from './layout.js';
import { requireSound } from './require-sound.js';

/** The splits of a data set, under its name. */
export interface NamedSplits extends ImageSplits {
  readonly name: string;
}

/**
 * The data sets a scan found.
 * @throws FormatError with the first thing wrong, if any is, and how many more there are
 */
export function openScan({ name, classes, splits, problems }: LayoutScan): NamedSplits {
  requireSound(problems);
  const { train, val } = splits;
  const test = listedDataset(`${name}/test`, classes, splits.test ?? []);
  return {
    name,
    classes,
    train: listedDataset(`${name}/train`, classes, train ?? []),
    ...(val ? { val: listedDataset(`${name}/val`, classes, val) } : {}),
    test,
    untested: classesWithoutImages(test),
  };
}

function listedDataset(name: string, classes: readonly string[], files: readonly ListedFile[]): ImageDataset {
  return {
    name,
    classes,
    length: files.length,
    label: (index) => files[index]!.label,
    image(index) {
      const { path, box } = files[index]!;
      return { kind: 'file', path, ...(box ? { box } : {}) };
    },
  };
}
