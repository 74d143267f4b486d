import type { BatchNormLayer, ConvLayer, LinearLayer } from '@ftn/layers';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Features } from '../architecture.js';

/** A convolution of a head; only the last of a decoder has a bias. */
export interface HeadConvLayer extends ConvLayer {
  readonly bias: boolean;
}

/** A layer of a head. */
export type HeadLayer = HeadConvLayer | BatchNormLayer | LinearLayer;

/** The layers a head's forward pass asks for, by name, as a backbone's does. */
export interface HeadNetwork {
  /** The named convolution of `x`, NHWC, with its bias where it has one. */
  conv(name: string, x: Tensor4D): Tensor4D;
  /** The named batch normalisation of `x`, followed by ReLU where asked. */
  batchNorm(name: string, x: Tensor4D, activation?: 'relu'): Tensor4D;
  /** The named linear layer of `x`, N×in. */
  linear(name: string, x: Tensor2D): Tensor2D;
}

/** Options of a head as plain data, as files and recipes hold them. */
export type HeadOptions = Readonly<Record<string, number | boolean | string | readonly number[]>>;

/** A head as an adapter's file describes it. */
export interface HeadDescription {
  readonly kind: string;
  readonly options: HeadOptions;
}

/** A head: the layers it has, by name, and the forward pass from a backbone's features to the output. It holds no weights. */
export interface HeadArchitecture extends HeadDescription {
  readonly layers: readonly HeadLayer[];
  /** Channels of the output: classes, or components of a map. */
  readonly outputs: number;
  /** `image` is the height and width of the network's input, which a dense output is brought to. */
  forward(network: HeadNetwork, features: Features, image: readonly [number, number]): Tensor;
}
