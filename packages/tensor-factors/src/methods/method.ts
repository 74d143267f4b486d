import type { RandomStream } from '@ftn/random';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormLayer, ConvLayer } from '../layers/layer-specs.js';
import type { Parametrization } from '../layers/parametrization.js';

/** What a method makes of one convolution. */
export interface ConvolutionPlan {
  /** Trainable scalars the method adds to this layer. */
  count(layer: ConvLayer): number;
  /** A new parametrization with the method's initial values. */
  create(layer: ConvLayer, base: Tensor4D, random: RandomStream): Parametrization;
  /** A parametrization from what a file kept; throws MismatchError where names or shapes do not fit. */
  restore(layer: ConvLayer, stored: ReadonlyMap<string, Tensor4D | import('@tensorflow/tfjs-core').Tensor>): Parametrization;
}

/** One of the compared systems, with its options resolved: a row of the table of methods. */
export interface Method {
  readonly name: string;
  /** The method's options as they are written to adapter.json. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** How the convolution is adapted, or null where it stays the shared one. */
  convolution(layer: ConvLayer): ConvolutionPlan | null;
  /** Whether the domain owns (and trains) this batch normalisation; otherwise the shared one runs on its statistics. */
  ownsBatchNorm(layer: BatchNormLayer): boolean;
  /** Laws the method promises; the conformance suite reads them. */
  readonly promises: {
    /** The domain's network equals the shared one before the first step. */
    readonly startsAtBase: boolean;
    /** Shared weights never change. */
    readonly freezesShared: boolean;
  };
}
