import type { BatchNormLayer, ConvLayer, ResidualBlock } from '@ftn/layers';
import type { RandomStream } from '@ftn/random';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { BlockPlan } from '../layers/block-policy.js';
import type { ParameterGroup, Parametrization, StoredLayer } from '../layers/parametrization.js';
import type { MethodOptions } from './method-options.js';

/** What a method makes of one convolution. */
export interface ConvolutionPlan {
  /** Scalars the method adds for this layer where it adapts it, by formula. */
  readonly count: number;
  /** A new parametrization with the method's initial values. */
  create(base: Tensor4D, random: RandomStream): Parametrization;
  /**
   * The parametrization a file kept.
   * @throws MismatchError where a name or a shape does not fit
   */
  restore(stored: StoredLayer): Parametrization;
}

/** A method with its options resolved. */
export interface Method {
  readonly name: string;
  /** Every option with its value, as written to adapter.json and printed in reports. */
  readonly options: MethodOptions;
  /**
   * Refuses options that name convolutions of which the network has none; asked before a domain is created.
   *
   * @throws UsageError that names the option
   */
  requireLayers?(names: readonly string[]): void;
  /** How a convolution is adapted, or null where the domain uses the shared one. */
  convolution(layer: ConvLayer): ConvolutionPlan | null;
  /** What the domain decides on a residual block, or null where it always runs. Absent where every block runs. */
  block?(block: ResidualBlock): BlockPlan | null;
  /** Whether the domain owns and trains this batch normalisation; otherwise the shared one runs, on its statistics. */
  ownsBatchNorm(layer: BatchNormLayer): boolean;
  /**
   * What a domain adds to its loss in an epoch (from 0) besides the cross entropy: a differentiable scalar, or null
   * for nothing. Absent where the method never adds anything.
   */
  penalty?(parametrizations: Iterable<Parametrization>, epoch: number): Scalar | null;
  /** Whether domains run on the shared kernels, which a system of many domains therefore stores once. */
  readonly usesShared: boolean;
  /** What is true of the method; the conformance suite holds it to that. */
  readonly traits: {
    /** The domain's network equals the shared one before the first step. */
    readonly startsAtBase: boolean;
    /** Shared weights never change. Where they do, all domains are trained together, and the weights kept once. */
    readonly freezesShared: boolean;
    /** Groups trained with a straight-through estimator: finite differences do not apply to them. */
    readonly straightThrough?: readonly ParameterGroup[];
  };
}
