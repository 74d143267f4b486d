import type { Batch, BatchSource } from '@ftn/datasets';

/** The splits one domain contributes to training all domains together; each call of `validation` starts over. */
export interface GroupImages {
  readonly train: BatchSource;
  /** Its training images in two halves. */
  readonly halves: readonly [BatchSource, BatchSource];
  readonly validation: () => AsyncIterable<Batch>;
}
