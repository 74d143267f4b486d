import { type TensorData, toFloat32 } from '@ftn/checkpoints';
import { type ConvNormPair, convNormPairs } from './conv-norm-pairs.js';
import type { Graph, Node } from './graph.js';

/**
 * W' = W · f and b' = (b − mean) · f + offset with f = scale / √(variance + ε), a factor for each output channel.
 * Computed in float64 and rounded once.
 */
function fold({ convolution, batchNorm }: ConvNormPair, initializers: ReadonlyMap<string, TensorData>) {
  const values = (name: string) => toFloat32(initializers.get(name)!);
  const [, kernelName, biasName] = convolution.inputs;
  const [scale, offset, mean, variance] = batchNorm.inputs.slice(1).map(values) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const { epsilon } = batchNorm.attributes as { epsilon: { float: number } };
  // ONNX keeps ε as a float32, and so does every runtime that computes the batch norm itself.
  const factor = Float64Array.from(
    scale,
    (value, o) => value / Math.sqrt(variance[o]! + Math.fround(epsilon.float)),
  );
  const kernel = initializers.get(kernelName!)!;
  const size = kernel.data.length / kernel.shape[0]!;
  const weight = toFloat32(kernel).map((value, i) => value * factor[Math.floor(i / size)]!);
  const before = biasName ? values(biasName) : new Float32Array(offset.length);
  const bias = offset.map((value, o) => (before[o]! - mean[o]!) * factor[o]! + value);
  return {
    weight: { ...kernel, dtype: 'float32', data: weight } satisfies TensorData,
    bias: { dtype: 'float32', shape: [bias.length], data: bias } satisfies TensorData,
  };
}

/**
 * The same function with every batch norm that alone follows a convolution folded into it: half the nodes, and
 * results that differ by rounding alone. Folded tensors are called `<convolution>.folded.weight` and `.bias`.
 */
export function foldBatchNorm(graph: Graph): Graph {
  const found = convNormPairs(graph);
  const folded = new Map<Node, Node>();
  const initializers = new Map(graph.initializers);
  for (const { convolution, batchNorm } of found) {
    const { weight, bias } = fold({ convolution, batchNorm }, graph.initializers);
    const names = [`${convolution.name}.folded.weight`, `${convolution.name}.folded.bias`] as const;
    initializers.set(names[0], weight).set(names[1], bias);
    folded.set(convolution, {
      ...convolution,
      inputs: [convolution.inputs[0]!, ...names],
      outputs: batchNorm.outputs,
    });
  }
  const gone = new Set(found.map(({ batchNorm }) => batchNorm));
  const nodes = graph.nodes.filter((node) => !gone.has(node)).map((node) => folded.get(node) ?? node);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return { ...graph, nodes, initializers: new Map([...initializers].filter(([name]) => used.has(name))) };
}
