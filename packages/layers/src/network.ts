import type { BatchNormOptions } from '@ftn/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** What follows a batch normalisation in the same operation. */
export type AfterNorm = Pick<BatchNormOptions, 'added' | 'activation'>;

/**
 * What a backbone's forward pass asks for, by layer name. A backbone is written against this interface
 * alone; a plain network answers with its own weights, a domain with its adapted ones.
 */
export interface Network {
  /** The named convolution of `x`, NHWC. */
  conv(name: string, x: Tensor4D): Tensor4D;
  /** The named batch normalisation of `x` and what follows it: activation(norm(x) + added), one fused operation. */
  batchNorm(name: string, x: Tensor4D, after?: AfterNorm): Tensor4D;
  /** Where a network has it: `batchNorm(norm, conv(conv, x), after)` as one operation. */
  convNorm?(conv: string, norm: string, x: Tensor4D, after?: AfterNorm): Tensor4D;
  /**
   * The named residual block: `branch()` = relu(skip + F(x)). A gate may mix it with `skip` or leave the
   * branch out.
   */
  block(name: string, skip: Tensor4D, branch: () => Tensor4D): Tensor4D;
}
