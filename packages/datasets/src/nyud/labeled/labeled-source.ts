/** One sample of nyu_depth_v2_labeled.mat, as plain data that can be sent to a worker. */
export interface LabeledSource {
  readonly kind: 'nyud-labeled';
  readonly file: string;
  /** From 0, in the file's order. */
  readonly index: number;
  /** The label each of the file's class numbers becomes. */
  readonly labelOf: Uint8Array;
  /** A picture of this sample's normals; without it they are computed from depth. */
  readonly normals?: string;
}
