import type { DenseArrays } from '../dense/assemble-dense-batch.js';
import { denseKeys } from '../dense/dense-sample.js';

/** What may be learned from an image: its class (`label`), or a map of its pixels. */
export const targetNames = ['label', ...denseKeys] as const;

/** The name of a target in a batch: the label of an image, or a map. */
export type TargetName = (typeof targetNames)[number];

/** Images as a network takes them, with their targets. */
export interface Batch extends Omit<DenseArrays, 'image'> {
  /** Normalised pixels, NHWC. */
  readonly images: Float32Array;
  readonly shape: readonly [batch: number, height: number, width: number, channels: 3];
  /** Which images of the data set these are. */
  readonly indices: Int32Array;
  /** The class of each image, [batch]. */
  readonly label?: { readonly data: Int32Array; readonly shape: readonly [batch: number] };
  /** Where images are mixed with others: how far each belongs to each class, [batch, classes]. */
  readonly mixed?: { readonly data: Float32Array; readonly shape: readonly [batch: number, classes: number] };
}

/** Batches in an order that depends on the epoch alone, from any batch of it on. */
export interface BatchSource<B = Batch> {
  readonly batchesPerEpoch: number;
  /** The batches of an epoch in order, from `fromBatch` on: what resuming in the middle needs. */
  batches(epoch: number, fromBatch?: number): AsyncIterable<B>;
  /** The name of the image at an index in messages, e.g. its file; default the index. */
  nameOf?(index: number): string;
}

/** A source that reads its images in worker threads. */
export interface BatchLoader extends BatchSource {
  nameOf(index: number): string;
  /** Stops the threads; the loader cannot be used again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
