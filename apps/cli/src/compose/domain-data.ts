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

export type SplitName = 'train' | 'validation' | 'test';
