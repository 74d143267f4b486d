/** The maps a sample of dense prediction may hold beside its image. */
export const denseKeys = ['edge', 'labels', 'normals', 'depth'] as const;

/** The name of a map of a sample. */
export type DenseKey = (typeof denseKeys)[number];

/** The label and the edge value that no loss and no metric counts. */
export const IGNORED = 255;

/** An image with the maps that belong to it, all of one size, row by row, channels last. */
export interface DenseSample {
  readonly width: number;
  readonly height: number;
  /** RGB bytes. */
  readonly image: Uint8Array;
  /** 1 on an edge, 0 off it, 255 ignored. */
  readonly edge?: Uint8Array;
  /** A class of the data set's list, 255 ignored. */
  readonly labels?: Uint8Array;
  /** Unit vectors (x right, y up, z towards the camera), three numbers a pixel; 0 0 0 where unknown. */
  readonly normals?: Float32Array;
  /** Metres along the optical axis; 0 where unknown. */
  readonly depth?: Float32Array;
}
