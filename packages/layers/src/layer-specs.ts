import type { ConvOptions } from '@ftn/ops';

/** A convolution a backbone declares: what a method needs to know to adapt it, and no more. */
export interface ConvLayer {
  readonly kind: 'conv';
  /** The layer's name in the reference implementation, e.g. `layer2.0.conv1`. */
  readonly name: string;
  /** Kernel height and width. */
  readonly kernel: readonly [number, number];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
  /** Symmetric zero padding, as PyTorch counts it. */
  readonly padding: number;
  readonly dilation: number;
  /** Where 2, the input is enlarged twice by nearest neighbour before it is convolved. */
  readonly upsample?: 1 | 2;
}

/** A batch normalisation: scale and offset are parameters, running mean and variance are statistics. */
export interface BatchNormLayer {
  readonly kind: 'batch-norm';
  readonly name: string;
  readonly channels: number;
  readonly epsilon: number;
  /** Weight of a new batch in the running statistics (PyTorch's convention; 0.1 in torchvision). */
  readonly momentum: number;
  /** The convolution whose output it alone normalises: the two can be folded into one for inference. */
  readonly after?: string;
}

/** A linear layer, y = x · weightᵀ + bias, weight [out, in]. */
export interface LinearLayer {
  readonly kind: 'linear';
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias: boolean;
}

/** A residual block a backbone declares: relu(skip + F(x)). */
export interface ResidualBlock {
  /** The block's name in the reference implementation, e.g. `layer2.0`. */
  readonly name: string;
  /** The layers F is made of, in order; the last one normalises what is added to the skip. */
  readonly branch: readonly string[];
}

/** How a convolution's kernel moves over its input. */
export function stepsOf({ stride, padding, dilation, upsample = 1 }: ConvLayer): Required<ConvOptions> {
  return { stride, padding, dilation, upsample };
}

/** The shape of a convolution's kernel in memory, HWIO. */
export function kernelShape(layer: ConvLayer): [number, number, number, number] {
  return [layer.kernel[0], layer.kernel[1], layer.inChannels, layer.outChannels];
}

/** K²·C_in·C_out: the scalars of a convolution's kernel. */
export function kernelSize(layer: ConvLayer): number {
  const [height, width, input, output] = kernelShape(layer);
  return height * width * input * output;
}
