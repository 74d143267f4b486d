import type { ConvLayer } from '@ftn/layers';
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core';

/** Trainable variables by their name below the layer, e.g. `b`, `a`, `s`. */
export type ParameterMap = ReadonlyMap<string, Variable>;

/** Tensors as a domain's file keeps them for one layer, by the same names. */
export type StoredLayer = ReadonlyMap<string, Tensor>;

/** The parameter groups a recipe gives an optimizer of its own. */
export type ParameterGroup =
  | 'factors'
  | 'weights'
  | 'scores'
  | 'policy'
  | 'batch-norm'
  | 'linear'
  | 'latents'
  | 'head';

/** How a layer's frozen kernel becomes a domain's kernel. */
export interface Parametrization {
  /** The group whose optimizer moves a part of `trainable`: low-rank factors have a rate of their own. */
  group(part: string): ParameterGroup;
  /** R, where ΔW is of low rank: what adapter.json says of the layer. */
  readonly rank?: number;
  /** What the optimizer moves. */
  readonly trainable: ParameterMap;
  /** What the domain's file keeps; empty where the layer runs on the shared kernel. */
  stored(): StoredLayer;
  /** The fast differentiable path: x ∗ kernel(base), NHWC. Gradients reach x and `trainable`, never `base`. */
  convolve(x: Tensor4D, base: Tensor4D, layer: ConvLayer): Tensor4D;
  /** The merged kernel, HWIO, a new tensor: for export, serving and the laws. */
  kernel(base: Tensor4D): Tensor4D;
  /** ‖ΔW‖_F, the distance from the shared kernel. */
  norm(base: Tensor4D): number;
  dispose(): void;
}
