import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** What every batch holds: normalised images and which of the data set they are. */
export interface ImageBatch {
  /** NHWC. */
  readonly images: Float32Array;
  readonly shape: readonly [batch: number, height: number, width: number, channels: 3];
  readonly indices: Int32Array;
}

/** What a domain is trained for. */
export interface Task<B extends ImageBatch> {
  readonly name: string;
  /** The loss of the head's output on a batch, differentiable in the output. */
  loss(output: Tensor, batch: B): Scalar;
}
