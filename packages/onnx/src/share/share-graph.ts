import { UsageError } from '@ftn/errors';
import { convNormPairs } from '../graph/conv-norm-pairs.js';
import type { Attribute, Graph, Node } from '../graph/graph.js';
import { inputNames } from './domain-tensors.js';

const ones: Attribute = { ints: [1, 1] };
const plain = {
  dilations: ones,
  group: { int: 1 },
  kernel_shape: ones,
  pads: { ints: [0, 0, 0, 0] },
} as const;

/** The branch of a convolution with factors: reduce to R channels, one K×K kernel for each of them, expand. */
function branchOf({ name, inputs, attributes }: Node, rank: number, shift: string): Node[] {
  const isPointwise = attributes.kernel_shape && Object.values(attributes.kernel_shape)[0].join() === '1,1';
  const reduced = `${name}.reduced`;
  const filtered = isPointwise ? reduced : `${name}.filtered`;
  const reduce: Node = {
    operator: 'Conv',
    name: reduced,
    inputs: [inputs[0]!, inputNames.reduce(name)],
    outputs: [reduced],
    attributes: { ...plain, strides: isPointwise ? attributes.strides! : ones },
  };
  // A 1×1 kernel pads nothing: with the borders zero, reducing first is the same function.
  const filter: Node = {
    operator: 'Conv',
    name: filtered,
    inputs: [reduced, inputNames.spatial(name)],
    outputs: [filtered],
    attributes: { ...attributes, group: { int: rank } },
  };
  const expanded = `${name}.expanded`;
  const expand: Node = {
    operator: 'Conv',
    name: expanded,
    inputs: [filtered, inputNames.expand(name), shift],
    outputs: [expanded],
    attributes: { ...plain, strides: ones },
  };
  return isPointwise ? [reduce, expand] : [reduce, filter, expand];
}

const binary = (operator: string, a: string, b: string, output: string): Node => ({
  operator,
  name: output,
  inputs: [a, b],
  outputs: [output],
  attributes: {},
});

/**
 * The same graph with what domains differ in as inputs: for a convolution of `ranks` and its batch norm
 * y = scale ∘ conv(x, W) + expand(filter(reduce(x))) + shift, which is the batch norm of conv(x, W + Σ_r b_r ⊗ a_r ⊗ s_r)
 * where `expand` holds scale ∘ b and the bias `shift`; every other batch norm as a scale and a shift.
 *
 * The frozen kernels stay constants, which runtimes lay out for speed; the branches are those of CP: never W + ΔW.
 */
export function sharedNodes(graph: Graph, ranks: ReadonlyMap<string, number>): Node[] {
  const pairs = convNormPairs(graph);
  const byNorm = new Map(pairs.map(({ convolution, batchNorm }) => [batchNorm, convolution]));
  const alone = [...ranks.keys()].find((name) => !pairs.some(({ convolution }) => convolution.name === name));
  if (alone !== undefined) {
    throw new UsageError(`no batch norm follows '${alone}'`, {
      hint: 'Write each domain as a model of its own: `exportDomain`.',
    });
  }
  return graph.nodes.flatMap((node) => {
    if (node.operator !== 'BatchNormalization') return [node];
    const output = node.outputs[0]!;
    const [scale, shift] = [inputNames.scale(node.name), inputNames.shift(node.name)];
    const scaled = `${node.name}.scaled`;
    const convolution = byNorm.get(node);
    const rank = convolution && ranks.get(convolution.name);
    const scaling = binary('Mul', node.inputs[0]!, scale, scaled);
    if (!convolution || rank === undefined) return [scaling, binary('Add', scaled, shift, output)];
    const branch = branchOf(convolution, rank, shift);
    return [...branch, scaling, binary('Add', scaled, branch.at(-1)!.outputs[0]!, output)];
  });
}
