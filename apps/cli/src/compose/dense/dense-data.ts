import type { DenseDataset } from '@ftn/datasets';

/** The images of dense tasks with their maps, in three sets. */
export interface DenseData {
  readonly name: string;
  /** Names of the labels. */
  readonly classes: readonly string[];
  readonly train: DenseDataset;
  /** Tunes rates; null where the data brings none. */
  readonly validation: DenseDataset | null;
  readonly test: DenseDataset;
}

/** The first `most` samples of a set. */
export function firstOf(dataset: DenseDataset, most: number | undefined): DenseDataset {
  return most === undefined || most >= dataset.length ? dataset : { ...dataset, length: most };
}
