import type { ImageDataset } from '@ftn/datasets';

/** One domain as training and evaluation need it: three sets over the same classes. */
export interface DomainData {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: ImageDataset;
  /** Chooses the best checkpoint and tunes rates; never the test set. */
  readonly validation: ImageDataset;
  readonly test: ImageDataset;
  /** True where `validation` was held out of the training images because the data brings none. */
  readonly heldOut: boolean;
}

/** The sets of one domain before one of them is held out. */
export interface DomainSets {
  readonly name: string;
  readonly train: ImageDataset;
  readonly val?: ImageDataset;
  readonly test: ImageDataset;
}

/** The sets of a domain by the names `--split` takes. */
export const splitNames = ['train', 'validation', 'test'] as const;

export type SplitName = (typeof splitNames)[number];
