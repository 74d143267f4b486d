import type { Parameter } from '@ftn/adapters';
import {
  type BigGanLayers,
  type GeneratorNetwork,
  layeredNetwork,
  parameterShapes,
  type SpectralWeight,
  spectralWeights,
  type Weights,
} from '@ftn/backbones';
import { conv2d, spectralNorm } from '@ftn/ops';
import {
  add,
  keep,
  mul,
  reshape,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';

/** What a forward pass in training makes of the buffers, by name: it becomes theirs with `commit`. */
export type Buffers = Record<string, Tensor>;

/** One forward pass: each weight is normalised once, however often it is asked for. */
export interface Pass {
  readonly network: GeneratorNetwork;
  /** Filled as the pass runs. */
  readonly buffers: Buffers;
}

/** A network whose weights an optimizer moves: spectral norms are recomputed in every pass, statistics are the batch's. */
export class TrainableNetwork implements Disposable {
  readonly layers: BigGanLayers;
  /** Parameters by name, kernels HWIO. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly #spectral: ReadonlyMap<string, SpectralWeight>;
  readonly #momentum: ReadonlyMap<string, number>;
  readonly #epsilon: number;
  /** Spectral vectors and values, running statistics. */
  #buffers: Map<string, Tensor>;

  /** Over a copy of `weights`. */
  constructor(layers: BigGanLayers, weights: Weights, spectralEpsilon: number) {
    this.layers = layers;
    this.#epsilon = spectralEpsilon;
    this.#spectral = new Map(spectralWeights(layers).map((weight) => [`${weight.name}.weight`, weight]));
    const norms = [...layers.conditionalNorms, ...layers.batchNorms];
    this.#momentum = new Map(norms.map(({ name, momentum }) => [name, momentum]));
    const names = parameterShapes(layers);
    this.variables = new Map([...names.keys()].map((name) => [name, variable(weights.get(name)!)]));
    const rest = [...weights].filter(([name]) => !names.has(name));
    this.#buffers = new Map(rest.map(([name, tensor]) => [name, keep(tensor.clone())]));
  }

  /** A forward pass; call within `tidy` or `valueAndGradients`. */
  pass(): Pass {
    const buffers: Buffers = {};
    const normalised = new Map<string, Tensor>();
    const weight = (name: string): Tensor => {
      const done = normalised.get(name);
      if (done) return done;
      const { name: layer, axis } = this.#spectral.get(name)!;
      const result = spectralNorm(
        this.variables.get(name)! as Tensor,
        this.#buffer(`${layer}.u0`) as Tensor2D,
        {
          outputs: axis,
          epsilon: this.#epsilon,
        },
      );
      buffers[`${layer}.u0`] = result.u;
      buffers[`${layer}.sv0`] = reshape(result.sigma, [1]);
      normalised.set(name, result.weight);
      return result.weight;
    };
    const network = layeredNetwork(this.layers, {
      convolve: (layer, x) => conv2d(x, weight(`${layer.name}.weight`) as Tensor4D, layer),
      tensor: (name) => (this.#spectral.has(name) ? weight(name) : this.variables.get(name)!),
      statistics: () => undefined,
      onBatchStatistics: (name, { mean, variance }) => {
        const move = (part: string, batch: Tensor1D) => {
          const running = this.#buffer(`${name}.${part}`);
          const moved = add(running, mul(sub(batch, running), this.#momentum.get(name)!));
          buffers[`${name}.${part}`] = moved;
        };
        move('stored_mean', mean);
        move('stored_var', variance);
      },
    });
    return { network, buffers };
  }

  /** Takes over the buffers of a pass. */
  commit(buffers: Buffers): void {
    for (const [name, tensor] of Object.entries(buffers)) {
      this.#buffers.get(name)?.dispose();
      this.#buffers.set(name, keep(tensor));
    }
  }

  parameters(): Parameter[] {
    return [...this.variables].map(([name, value]) => ({ name, group: 'weights', variable: value }));
  }

  /** Every parameter and buffer by name: what a checkpoint holds. */
  weights(): Map<string, Tensor> {
    return new Map<string, Tensor>([...this.variables, ...this.#buffers]);
  }

  /** Copies weights of the same names and shapes. */
  assign(weights: Weights): void {
    for (const [name, value] of this.variables) value.assign(weights.get(name)!);
    this.commit(
      Object.fromEntries([...this.#buffers.keys()].map((name) => [name, weights.get(name)!.clone()])),
    );
  }

  dispose(): void {
    for (const value of this.variables.values()) value.dispose();
    for (const tensor of this.#buffers.values()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #buffer(name: string): Tensor {
    return this.#buffers.get(name)!;
  }
}
