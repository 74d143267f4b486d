import type { Graph, Node } from './graph.js';

/** A batch norm and the convolution whose output it alone reads. */
export interface ConvNormPair {
  readonly convolution: Node;
  readonly batchNorm: Node;
}

/** How many times each value is read, a graph's output included. */
function readers(graph: Graph): Map<string, number> {
  const names = [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map(({ name }) => name)];
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Every batch norm that alone follows a convolution, with it. */
export function convNormPairs(graph: Graph): ConvNormPair[] {
  const counts = readers(graph);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  return graph.nodes.flatMap((batchNorm) => {
    if (batchNorm.operator !== 'BatchNormalization') return [];
    const input = batchNorm.inputs[0]!;
    const convolution = makers.get(input);
    return convolution?.operator === 'Conv' && counts.get(input) === 1 ? [{ convolution, batchNorm }] : [];
  });
}
