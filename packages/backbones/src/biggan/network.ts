import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** The layers a discriminator's forward pass asks for, by name. */
export interface DiscriminatorNetwork {
  /** The named convolution of `x`, NHWC, with its bias where it has one. */
  conv(name: string, x: Tensor4D): Tensor4D;
  /** The named linear layer of `x`, N×inputs. */
  linear(name: string, x: Tensor2D): Tensor2D;
  /** Rows of the named table, N×columns. */
  embedding(name: string, labels: Tensor1D): Tensor2D;
  /** γ of the named attention. */
  gamma(name: string): Scalar;
}

/**
 * The layers a generator's forward pass asks for, by name. A generator is written against this interface alone: the frozen
 * one answers with its own weights, a domain with its adapted ones, training with those the optimizer updates.
 */
export interface GeneratorNetwork extends DiscriminatorNetwork {
  /** The named batch normalisation of `x`, followed by ReLU where asked. */
  batchNorm(name: string, x: Tensor4D, activation?: 'relu'): Tensor4D;
  /** The same with scale and offset by `condition`, N×size, one row an image. */
  conditionalBatchNorm(name: string, x: Tensor4D, condition: Tensor2D, activation?: 'relu'): Tensor4D;
}
