import type { Problem } from '../check/problem.js';
import type { Box } from '../image-dataset.js';

/** The splits a layout may have. */
export type SplitName = 'train' | 'val' | 'test';

/** One image as a data set's annotations name it. */
export interface ListedFile {
  readonly path: string;
  /** An index into the classes. */
  readonly label: number;
  /** The part of the image that is used. */
  readonly box?: Box;
  /** The annotation file that names it, and where in it. */
  readonly source: string;
  readonly line?: number;
  readonly offset?: number;
  /** Where the box stands, if elsewhere. */
  readonly boxAt?: { readonly source: string; readonly line: number };
}

/** The content of a data set's folder, as far as it is known without decoding images. */
export interface LayoutScan {
  readonly name: string;
  readonly classes: readonly string[];
  readonly splits: Partial<Record<SplitName, readonly ListedFile[]>>;
  /** Everything wrong with the annotations and every file that they name and that is not there. */
  readonly problems: readonly Problem[];
}

/** How many images and classes the published set has. */
export interface PublishedCounts {
  readonly classes: number;
  readonly train?: number;
  readonly test?: number;
}
