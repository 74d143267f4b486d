import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * What a backbone's forward pass asks for, by layer name. A backbone is written against this interface
 * alone; a plain network answers with its own weights, a domain with its adapted ones.
 */
export interface Network {
  /** The named convolution of `x`, NHWC. */
  conv(name: string, x: Tensor4D): Tensor4D;
  /** The named batch normalisation of `x`, followed by ReLU where asked (one fused operation). */
  batchNorm(name: string, x: Tensor4D, activation?: 'relu'): Tensor4D;
  /**
   * The named residual block: `branch()` = relu(skip + F(x)). A gate may mix it with `skip` or leave the
   * branch out.
   */
  block(name: string, skip: Tensor4D, branch: () => Tensor4D): Tensor4D;
}
