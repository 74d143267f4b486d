import type { NormStatistics } from '@ftn/backbones';
import type { BatchNormLayer } from '@ftn/layers';
import { layEndToEnd } from '@ftn/ops';
import {
  add,
  keep,
  mul,
  ones,
  type Rank,
  slice,
  sub,
  type Tensor1D,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';

/** Mean and unbiased variance of one batch, layer by layer. */
export type BatchStatistics = ReadonlyMap<string, NormStatistics>;

/**
 * Running means and variances of all batch norms a domain owns, in one vector each step updates at once:
 * running ← (1 − momentum)·running + momentum·batch.
 */
export class RunningStatistics {
  readonly #layers: readonly BatchNormLayer[];
  readonly #momentum: Tensor1D;
  readonly #shared: RunningStatistics | undefined;
  #values: Tensor1D;
  #views = new Map<string, NormStatistics>();

  /**
   * A layer without initial statistics begins at mean 0 and variance 1. The statistics of further layers may be
   * `shared` with others: they are read and updated here too, but kept, set and disposed there.
   */
  constructor(
    layers: readonly BatchNormLayer[],
    initial: (name: string) => NormStatistics | undefined,
    shared?: RunningStatistics,
  ) {
    this.#layers = layers;
    this.#shared = shared;
    const values = tidy(() => {
      const parts = layers.flatMap(({ name, channels }) => {
        const { mean = zeros<Rank.R1>([channels]), variance = ones<Rank.R1>([channels]) } =
          initial(name) ?? {};
        return [mean, variance];
      });
      return parts.length > 0 ? layEndToEnd(parts) : tensor1d([]);
    });
    this.#values = keep(values);
    const momenta = layers.flatMap(({ channels, momentum }) =>
      new Array<number>(2 * channels).fill(momentum),
    );
    this.#momentum = keep(tensor1d(momenta));
  }

  /** The running statistics of one layer; valid until the next update. */
  get(name: string): NormStatistics {
    if (this.#views.size === 0) this.#slice();
    return this.#views.get(name) ?? this.#shared!.get(name);
  }

  /** Moves every layer's statistics towards those of the batch; a layer the batch did not pass stays. */
  update(batch: BatchStatistics): void {
    this.#shared?.update(batch);
    if (this.#layers.length === 0) return;
    const next = tidy(() => {
      const parts = this.#layers.flatMap(({ name }) => {
        const { mean, variance } = batch.get(name) ?? this.get(name);
        return [mean, variance];
      });
      return add(this.#values, mul(sub(layEndToEnd(parts), this.#values), this.#momentum)) as Tensor1D;
    });
    this.#release();
    this.#values = keep(next);
  }

  /** Replaces the statistics of every layer, as a checkpoint or a file holds them. */
  set(values: (name: string) => NormStatistics): void {
    if (this.#layers.length === 0) return;
    const next = layEndToEnd(
      this.#layers.flatMap(({ name }) => {
        const { mean, variance } = values(name);
        return [mean, variance];
      }),
    );
    this.#release();
    this.#values = keep(next);
  }

  dispose(): void {
    this.#release();
    this.#momentum.dispose();
  }

  #slice(): void {
    let start = 0;
    const take = (length: number) => {
      const part = keep(slice(this.#values, [start], [length]));
      start += length;
      return part;
    };
    for (const { name, channels } of this.#layers) {
      this.#views.set(name, { mean: take(channels), variance: take(channels) });
    }
  }

  #release(): void {
    for (const { mean, variance } of this.#views.values()) {
      mean.dispose();
      variance.dispose();
    }
    this.#views = new Map();
    this.#values.dispose();
  }
}
