/** A rectangle of whole pixels in an image as it is stored, before its EXIF orientation turns it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where an image comes from: a file to be decoded, or its pixels (row by row, channels last). */
export type ImageSource =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** The part of the file's image that is the image; all of it unless given. */
      readonly box?: Box;
    }
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
