import type { TensorData } from '@ftn/checkpoints';
import { UsageError } from '@ftn/errors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Attribute, Node } from '../graph/graph.js';
import { asStored, type Layout } from './layouts.js';

/** Collects the nodes and stored tensors of a graph, and knows which tensor in memory is which value of it. */
export class GraphBuilder {
  /** Whether a batch may hold any number of images. */
  readonly dynamicBatch: boolean;
  readonly nodes: Node[] = [];
  readonly initializers = new Map<string, TensorData>();
  /** Names of values that depend on the input, by the tensor's id. */
  readonly #traced = new Map<number, string>();
  /** Names of weights, and of what was computed from weights alone. */
  readonly #constants: Map<number, string>;
  readonly #taken: Set<string>;

  /** `reserved` names are given to no node. */
  constructor(weights: ReadonlyMap<string, Tensor>, dynamicBatch: boolean, reserved: readonly string[]) {
    this.#constants = new Map([...weights].map(([name, { id }]) => [id, name]));
    this.#taken = new Set([...reserved, ...weights.keys()]);
    this.dynamicBatch = dynamicBatch;
  }

  isTraced({ id }: Tensor): boolean {
    return this.#traced.has(id);
  }

  /** Whether a tensor's value is the same for every input: a weight, a number, or computed from these alone. */
  isConstant(tensor: Tensor): boolean {
    return this.#constants.has(tensor.id) || tensor.rank === 0;
  }

  /** Says that `tensor` holds the value of that name. */
  define({ id }: Tensor, name: string): void {
    this.#traced.set(id, name);
  }

  /** Says that `tensor` was computed from constants by the operation of that name. */
  defineConstant({ id }: Tensor, operation: string): void {
    this.#constants.set(id, this.#fresh(operation.toLowerCase()));
  }

  /**
   * The name of a tensor's value: one that depends on the input, else one that is stored in `layout`.
   *
   * @throws UsageError for a tensor of which nothing says that it is a constant
   */
  value(tensor: Tensor, layout: Layout = asStored): string {
    const traced = this.#traced.get(tensor.id);
    if (traced !== undefined) return traced;
    if (!this.isConstant(tensor)) {
      throw new UsageError(
        `the forward pass uses a value of shape [${tensor.shape.join(', ')}] from outside`,
        {
          expected: 'weights, numbers, and what observed operations compute',
          hint: 'Name it among the weights if it is one; run the network in evaluation.',
        },
      );
    }
    // A number written in the forward pass, as in x · 2, arrives as a tensor of its own.
    const name = this.#constants.get(tensor.id) ?? `number_${tensor.dataSync()[0]}`;
    return this.store(`${name}${layout.suffix}`, () => layout.data(tensor));
  }

  /** Stores a tensor under a name, once; the name. */
  store(name: string, data: () => TensorData): string {
    this.#taken.add(name);
    if (!this.initializers.has(name)) this.initializers.set(name, data());
    return name;
  }

  /** Adds a node with one output; the output's name, made from `name` or the operator's. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = operator.toLowerCase(),
  ): string {
    const output = this.#fresh(name);
    this.nodes.push({ operator, name: output, inputs, outputs: [output], attributes });
    return output;
  }

  #fresh(name: string): string {
    let free = name;
    for (let n = 1; this.#taken.has(free); n++) free = `${name}_${n}`;
    this.#taken.add(free);
    return free;
  }
}
