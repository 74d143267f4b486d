import { UsageError } from '@ftn/errors';
import { type ObservedOperation, observeOperations } from '@ftn/ops';
import { type Tensor, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Graph, Node } from '../graph/graph.js';
import { GraphBuilder } from './graph-builder.js';
import { operators } from './operators.js';

/** How a forward pass is traced. */
export interface TraceOptions {
  /** The graph's name. */
  readonly name: string;
  /** The tensors that are to be stored, by the names they get. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** The size of the images it is traced with, and takes. */
  readonly size: readonly [height: number, width: number];
  /** Whether a batch may hold any number of images; default: one. */
  readonly dynamicBatch?: boolean;
  /** What the result is called; default `output`. */
  readonly output?: string;
}

const input = 'input';

/** Turns one operation into nodes, or notes that it computes with constants alone. */
function take(builder: GraphBuilder, operation: ObservedOperation): void {
  const { name, outputs } = operation;
  const inputs = Object.values(operation.inputs);
  if (!inputs.some((tensor) => builder.isTraced(tensor))) {
    // Whatever else such an operation reads is refused where its result is used.
    const isConstant = inputs.every((tensor) => builder.isConstant(tensor));
    if (isConstant) for (const output of outputs) builder.defineConstant(output, name);
    return;
  }
  const rule = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!rule) {
    throw new UsageError(`the operation '${name}' cannot be expressed in ONNX`, {
      expected: `one of ${Object.keys(operators).join(', ')}`,
      hint: 'Build the forward pass from these, or add a rule for it.',
    });
  }
  rule(builder, operation);
}

/** A shape in the graph's order: images N×C×H×W, everything with the batch first. */
function graphShape(shape: readonly number[], batch: number | string): (number | string)[] {
  const [, h, w, c] = shape;
  return shape.length === 4 ? [batch, c!, h!, w!] : [batch, ...shape.slice(1)];
}

function renamed(nodes: readonly Node[], from: string, to: string): Node[] {
  const rename = (name: string) => (name === from ? to : name);
  return nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
}

/**
 * The graph of `f`, by running it once on an image of zeros and noting each operation it runs. What depends on weights
 * alone is computed now and stored.
 *
 * @param f a forward pass N×H×W×3 → a tensor with the batch first, in evaluation and without branches on values
 * @throws UsageError for an operation without a rule, and for a value that is neither a weight nor computed by
 *   observed operations
 */
export function traceGraph(f: (x: Tensor4D) => Tensor, options: TraceOptions): Graph {
  const { name, weights, size, dynamicBatch = false, output = 'output' } = options;
  const builder = new GraphBuilder(weights, dynamicBatch, [input, output]);
  const batch = dynamicBatch ? 'N' : 1;
  let graph: Graph | undefined;
  tidy(() => {
    const x = zeros([1, ...size, 3]) as Tensor4D;
    builder.define(x, input);
    const result = observeOperations(
      (operation) => take(builder, operation),
      () => f(x),
    );
    const value = builder.isTraced(result) ? builder.value(result) : input;
    if (value === input) {
      throw new UsageError('the result does not depend on the input through operations that are observed');
    }
    graph = {
      name,
      inputs: [{ name: input, shape: graphShape(x.shape, batch) }],
      outputs: [{ name: output, shape: graphShape(result.shape, batch) }],
      nodes: renamed(builder.nodes, value, output),
      initializers: builder.initializers,
    };
  });
  return graph!;
}
