import type { LabeledSource } from '../nyud/labeled/labeled-source.js';
import type { DenseKey, DenseSample } from './dense-sample.js';
import type { LabelColor, MapFiles } from './maps/map-file.js';

/** Where a sample comes from, as plain data that can be sent to a worker. */
export type DenseSource =
  | { readonly kind: 'memory'; readonly sample: DenseSample }
  | { readonly kind: 'files'; readonly image: string; readonly maps: MapFiles }
  | LabeledSource;

/** Images with maps of one or more kinds in a fixed order: what edges, labels, normals and depth are learnt from. */
export interface DenseDataset {
  readonly name: string;
  /** Names of the labels; a label is an index into them. */
  readonly classes: readonly string[];
  /** The colours the labels are drawn in, where their owner chose some. */
  readonly colors?: readonly LabelColor[];
  /** The maps every sample has. */
  readonly keys: readonly DenseKey[];
  /** Where each map comes from, in words: published, or computed from another and how. */
  readonly origins: { readonly [key in DenseKey]?: string };
  readonly length: number;
  sample(index: number): DenseSource;
}
