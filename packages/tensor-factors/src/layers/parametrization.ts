import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { ConvLayer } from './layer-specs.js';

/** Trainable variables by their name below the layer, e.g. `B`, `A`, `S`. */
export type ParameterMap = ReadonlyMap<string, Variable>;

/** How a layer's frozen kernel becomes a domain's kernel. */
export interface Parametrization {
  /** The group whose optimizer moves these variables: low-rank factors have a rate of their own. */
  readonly group: 'factors' | 'weights' | 'scores';
  /** What the optimizer moves. */
  readonly trainable: ParameterMap;
  /** What the domain's file keeps, by the same names. */
  stored(): ReadonlyMap<string, Tensor>;
  /** The fast differentiable path: x ∗ kernel(base), NHWC. Gradients reach x and `trainable`, never `base`. */
  convolve(x: Tensor4D, base: Tensor4D, layer: ConvLayer): Tensor4D;
  /** The merged kernel, HWIO, a new tensor: for export, serving and the laws. */
  kernel(base: Tensor4D): Tensor4D;
  dispose(): void;
}

/** Select-or-skip of a residual block: `branch()` = relu(skip + F(x)). */
export interface BlockGate {
  apply(skip: Tensor4D, branch: () => Tensor4D): Tensor4D;
}
