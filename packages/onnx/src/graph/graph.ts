import type { TensorData } from '@ftn/checkpoints';

/** An attribute of a node, by its ONNX kind. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

/** One operator applied to named values. */
export interface Node {
  readonly operator: string;
  readonly name: string;
  /** Names of values; '' where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A float32 input or output of a graph; a dimension that is a word may have any size. */
export interface Value {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A computation as ONNX describes one: nodes in the order they run, over inputs and stored tensors. Images are NCHW. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  /** The stored tensors, kernels in OIHW. */
  readonly initializers: ReadonlyMap<string, TensorData>;
}
