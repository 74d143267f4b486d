import type { BatchNormLayer, ConvLayer, Network, ResidualBlock } from '@ftn/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** A feature map a head may take, by the name of the stage that makes it. */
export interface FeatureInfo {
  readonly name: string;
  readonly channels: number;
  /** Input pixels for one feature pixel. */
  readonly reduction: number;
}

/** Feature maps by stage name. */
export type Features = Readonly<Record<string, Tensor4D>>;

/** A backbone: the layers it has, by name, and the forward pass over them. It holds no weights. */
export interface Architecture {
  readonly name: string;
  readonly convolutions: readonly ConvLayer[];
  readonly batchNorms: readonly BatchNormLayer[];
  /** The residual blocks, first to last. */
  readonly blocks: readonly ResidualBlock[];
  /** The stages, first to last; a classifier reads the last. */
  readonly features: readonly FeatureInfo[];
  /** `x`: N×H×W×3, normalised. */
  forward(network: Network, x: Tensor4D): Features;
}
