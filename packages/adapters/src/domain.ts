import type { Backbone, NormStatistics } from '@ftn/backbones';
import type { Network } from '@ftn/layers';
import type { BlockGate, Method } from '@ftn/tensor-factors';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { domainNetwork } from './domain-network.js';
import { createParts, type DomainOptions, type DomainParts, disposeParts } from './domain-parts.js';
import { assignState, type Parameter, parametersOf, stateOf } from './part-tensors.js';
import type { BatchStatistics } from './running-statistics.js';

/** Exact scalars a domain adds to the shared network, apart by kind. */
export interface DomainCounts {
  /** What the method adds to convolutions: factors, or whole kernels. */
  readonly convolutions: number;
  readonly batchNorm: number;
  /** Logits and decisions on residual blocks. */
  readonly policy: number;
  readonly head: number;
  /** Running means and variances: stored, but not parameters. */
  readonly statistics: number;
  /** Running means and variances of the head's batch norms. */
  readonly headStatistics: number;
}

/** One domain on a frozen backbone: what its method adds to the convolutions, its batch norms and its head. */
export class Domain implements Disposable {
  readonly name: string;
  readonly backbone: Backbone;
  readonly method: Method;
  /** What each channel of the head's output stands for: classes, or the components of a map. */
  readonly classes: readonly string[];
  readonly parts: DomainParts;

  constructor(
    identity: { name: string; backbone: Backbone; method: Method; classes: readonly string[] },
    parts: DomainParts,
  ) {
    this.name = identity.name;
    this.backbone = identity.backbone;
    this.method = identity.method;
    this.classes = identity.classes;
    this.parts = parts;
  }

  /** A fresh domain with its method's initial values; `seed` names its random numbers. */
  static create(options: DomainOptions): Domain {
    return new Domain(options, createParts(options));
  }

  /**
   * The head's output on a normalised batch, N×H×W×3, and in training the statistics of the batch. `gates` say how
   * residual blocks run, those not named as they are; default by the domain's policies.
   */
  forward(
    x: Tensor4D,
    mode: 'train' | 'eval',
    gates?: ReadonlyMap<string, BlockGate>,
  ): { output: Tensor; statistics: BatchStatistics } {
    const { network, statistics } = domainNetwork(this, mode, { gates });
    return { output: this.forwardOver(network, x, { mode, statistics }), statistics };
  }

  /** The head's output where the backbone's layers are answered by `network`. */
  forwardOver(
    network: Network,
    x: Tensor4D,
    { mode, statistics }: { mode: 'train' | 'eval'; statistics: Map<string, NormStatistics> },
  ): Tensor {
    const features = this.backbone.architecture.forward(network, x);
    const { head, statistics: running } = this.parts;
    const observe = (layer: string, batch: NormStatistics) => statistics.set(layer, batch);
    return head.forward(features, [x.shape[1], x.shape[2]], { mode, running, observe });
  }

  /** Everything trainable, in a fixed order, by the names files use. */
  parameters(): Parameter[] {
    return parametersOf(this.parts);
  }

  /** What the method adds to the loss in an epoch (from 0), differentiable; null for nothing. */
  penalty(epoch: number): Scalar | null {
    return this.method.penalty?.(this.parts.parametrizations.values(), epoch) ?? null;
  }

  /** The convolutions that run on a kernel of the domain's own. */
  adaptedLayers(): string[] {
    return [...this.parts.parametrizations].filter(([, p]) => p.stored().size > 0).map(([name]) => name);
  }

  /** The layers no evaluation computes: the branches of skipped blocks. */
  skippedLayers(): Set<string> {
    const { policies } = this.parts;
    const skipped = this.backbone.architecture.blocks.filter(
      ({ name }) => !(policies.get(name)?.selected ?? true),
    );
    return new Set(skipped.flatMap(({ branch }) => branch));
  }

  /**
   * Every tensor that training changes, in memory layout, by the names of `parameters` and files: all parameters,
   * those a file would leave out too, and the running statistics.
   */
  state(): Map<string, Tensor> {
    return stateOf(this.parts);
  }

  /** Puts copies of such tensors into the domain; every name of `state` must be there, in its shape. */
  assign(values: ReadonlyMap<string, Tensor>): void {
    assignState(this.parts, values);
  }

  /**
   * Everything the domain's file keeps, in memory layout: stored parametrizations and policies, head, and the batch
   * norms of the layers that evaluation computes.
   */
  stored(): Map<string, Tensor> {
    const { parametrizations, batchNorms, policies, statistics, head } = this.parts;
    const tensors = new Map<string, Tensor>();
    for (const [name, part] of [...parametrizations, ...policies]) {
      for (const [suffix, value] of part.stored()) tensors.set(`${name}.${suffix}`, value);
    }
    const skipped = this.skippedLayers();
    for (const [layer, { scale, offset }] of batchNorms) {
      if (skipped.has(layer)) continue;
      const { mean, variance } = statistics.get(layer);
      tensors.set(`${layer}.weight`, scale).set(`${layer}.bias`, offset);
      tensors.set(`${layer}.running_mean`, mean).set(`${layer}.running_var`, variance);
    }
    for (const [name, value] of head.stored(statistics)) tensors.set(name, value);
    return tensors;
  }

  /** Exact counts of what is stored. */
  counts(): DomainCounts {
    const size = (tensors: Iterable<Tensor>) => [...tensors].reduce((n, t) => n + t.size, 0);
    const { parametrizations, batchNorms, policies, head } = this.parts;
    const stored = (parts: Iterable<{ stored(): ReadonlyMap<string, Tensor> }>) =>
      [...parts].reduce((n, part) => n + size(part.stored().values()), 0);
    const skipped = this.skippedLayers();
    const batchNorm = [...batchNorms]
      .filter(([layer]) => !skipped.has(layer))
      .reduce((n, [, { scale, offset }]) => n + scale.size + offset.size, 0);
    return {
      convolutions: stored(parametrizations.values()),
      batchNorm,
      policy: stored(policies.values()),
      head: size(head.trainable.values()),
      statistics: batchNorm,
      headStatistics: head.batchNorms.reduce((n, { channels }) => n + 2 * channels, 0),
    };
  }

  dispose(): void {
    disposeParts(this.parts);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
