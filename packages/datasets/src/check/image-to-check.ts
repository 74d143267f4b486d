import type { Box } from '../image-dataset.js';

/** An image to be checked and what its place or its list says about it. */
export interface ImageToCheck {
  readonly path: string;
  readonly split: string;
  readonly className: string;
  readonly box?: Box | undefined;
  /** Where the image and its box are named, if in a list. */
  readonly source?: { readonly file: string; readonly line?: number; readonly offset?: number };
}
