import type { DenseKey } from '../dense-sample.js';

/** Red, green and blue, 0 to 255; null for a label without one. */
export type LabelColor = readonly [red: number, green: number, blue: number] | null;

/** A file that holds one map; its ending tells the format. */
export interface MapFile {
  readonly path: string;
  /** The variable of a .mat file. */
  readonly variable?: string;
  /**
   * Labels only: the value 0 means unlabelled, and classes count from 1 in the file, from 0 in the sample.
   * Otherwise 0 is a class like any other.
   */
  readonly zeroIsUnlabelled?: boolean;
  /** Labels only: how many classes there are; a larger number than they allow is refused. Default: any. */
  readonly classes?: number;
  /** Depth in a picture only: how many of its numbers are a metre; default 1000, millimetres. */
  readonly unitsPerMetre?: number;
  /** Labels only: the colour of each label, by which a picture in colours is read. */
  readonly colors?: readonly LabelColor[];
  /** Labels and edges only: a map of one class is meant, such as an image of the background alone. */
  readonly uniform?: boolean;
}

/** A map as read: its size and its numbers, in the form that samples keep. */
export interface ReadMap {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array | Float32Array;
}

/** The maps of one sample by kind. */
export type MapFiles = { readonly [key in DenseKey]?: MapFile };
