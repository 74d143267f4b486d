/** Where an image comes from: a file to be decoded, or its pixels (row by row, channels last). */
export type ImageSource =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'pixels';
      readonly data: Uint8Array;
      readonly width: number;
      readonly height: number;
      readonly channels: 1 | 3;
    };

/** Labelled images in a fixed order; everything else (folders, IDX, drawings) is a way to make one. */
export interface ImageDataset {
  readonly name: string;
  /** Class names; a label is an index into them. */
  readonly classes: readonly string[];
  readonly length: number;
  /** The class of the image at `index`. */
  label(index: number): number;
  /** The image at `index`. */
  image(index: number): ImageSource;
}
