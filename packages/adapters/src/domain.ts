import { type Backbone, createHead, type HeadDescription } from '@ftn/backbones';
import { RandomStream } from '@ftn/random';
import type { Method, ParameterGroup, Parametrization } from '@ftn/tensor-factors';
import type { Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import { variable } from '@tensorflow/tfjs-core';
import { domainNetwork } from './domain-network.js';
import { Head } from './head.js';
import { type BatchStatistics, RunningStatistics, type Statistics } from './running-statistics.js';

/** Scale and offset of a batch norm the domain owns. */
interface BatchNormParameters {
  readonly scale: Variable;
  readonly offset: Variable;
}

/** A trainable variable with the name it has in files and the group its optimizer is chosen by. */
export interface Parameter {
  readonly name: string;
  readonly group: ParameterGroup;
  readonly variable: Variable;
}

/** The modules of a domain, as they are created fresh or restored from a file. */
export interface DomainParts {
  readonly parametrizations: ReadonlyMap<string, Parametrization>;
  readonly batchNorms: ReadonlyMap<string, BatchNormParameters>;
  readonly statistics: RunningStatistics;
  readonly head: Head;
}

/** Exact scalars a domain adds to the shared network, apart by kind. */
export interface DomainCounts {
  /** What the method adds to convolutions: factors, or whole kernels. */
  readonly convolutions: number;
  readonly batchNorm: number;
  readonly head: number;
  /** Running means and variances: stored, but not parameters. */
  readonly statistics: number;
  /** Running means and variances of the head's batch norms. */
  readonly headStatistics: number;
}

/** One domain on a frozen backbone: what its method adds to the convolutions, its batch norms and its head. */
export class Domain {
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
  static create(options: {
    readonly name: string;
    readonly backbone: Backbone;
    readonly method: Method;
    readonly classes: readonly string[];
    readonly seed: number;
    /** Default a linear classifier. */
    readonly head?: { readonly kind: string; readonly options?: HeadDescription['options'] };
  }): Domain {
    const { backbone, method, classes, seed } = options;
    const { architecture } = backbone;
    const headArchitecture = createHead(architecture, classes.length, options.head);
    const parametrizations = new Map<string, Parametrization>();
    for (const layer of architecture.convolutions) {
      const random = new RandomStream(seed, 'convolution', layer.name);
      const made = method.convolution(layer)?.create(backbone.kernel(layer.name), random);
      if (made) parametrizations.set(layer.name, made);
    }
    const owned = architecture.batchNorms.filter((layer) => method.ownsBatchNorm(layer));
    const batchNorms = new Map(
      owned.map(({ name }) => {
        const { scale, offset } = backbone.batchNormTensors(name);
        return [name, { scale: variable(scale), offset: variable(offset) }];
      }),
    );
    const head = Head.random(headArchitecture, new RandomStream(seed, 'head'));
    const statistics = new RunningStatistics([...owned, ...head.batchNorms], (name) =>
      batchNorms.has(name) ? backbone.batchNormTensors(name) : undefined,
    );
    return new Domain(options, { parametrizations, batchNorms, statistics, head });
  }

  /** The head's output on a normalised batch, N×H×W×3, and in training the statistics of the batch. */
  forward(x: Tensor4D, mode: 'train' | 'eval'): { output: Tensor; statistics: BatchStatistics } {
    const { network, statistics } = domainNetwork(this, mode);
    const features = this.backbone.architecture.forward(network, x);
    const { head, statistics: running } = this.parts;
    const observe = (layer: string, batch: Statistics) => statistics.set(layer, batch);
    const output = head.forward(features, [x.shape[1], x.shape[2]], { mode, running, observe });
    return { output, statistics };
  }

  /** Everything trainable, in a fixed order, by the names files use. */
  parameters(): Parameter[] {
    const { parametrizations, batchNorms, head } = this.parts;
    const parameters: Parameter[] = [];
    for (const [layer, parametrization] of parametrizations) {
      for (const [part, value] of parametrization.trainable) {
        parameters.push({ name: `${layer}.${part}`, group: parametrization.group(part), variable: value });
      }
    }
    for (const [layer, { scale, offset }] of batchNorms) {
      parameters.push({ name: `${layer}.weight`, group: 'batch-norm', variable: scale });
      parameters.push({ name: `${layer}.bias`, group: 'batch-norm', variable: offset });
    }
    for (const [name, value] of head.trainable) {
      parameters.push({ name, group: 'head', variable: value });
    }
    return parameters;
  }

  /** What the method adds to the loss in an epoch (from 0), differentiable; null for nothing. */
  penalty(epoch: number): Scalar | null {
    return this.method.penalty?.(this.parts.parametrizations.values(), epoch) ?? null;
  }

  /** The convolutions that run on a kernel of the domain's own. */
  adaptedLayers(): string[] {
    return [...this.parts.parametrizations].filter(([, p]) => p.stored().size > 0).map(([name]) => name);
  }

  /**
   * Every tensor that training changes, in memory layout, by the names of `parameters` and files: all parameters,
   * those of layers that a file would leave out too, and the running statistics.
   */
  state(): Map<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    const { batchNorms, statistics, head } = this.parts;
    for (const { name, variable } of this.parameters()) tensors.set(name, variable);
    for (const layer of batchNorms.keys()) {
      const { mean, variance } = statistics.get(layer);
      tensors.set(`${layer}.running_mean`, mean).set(`${layer}.running_var`, variance);
    }
    for (const [name, value] of head.stored(statistics)) tensors.set(name, value);
    return tensors;
  }

  /** Everything the domain's file keeps, in memory layout: stored parametrizations, batch norms, head. */
  stored(): Map<string, Tensor> {
    const { parametrizations, batchNorms, statistics, head } = this.parts;
    const tensors = new Map<string, Tensor>();
    for (const [layer, parametrization] of parametrizations) {
      for (const [part, value] of parametrization.stored()) tensors.set(`${layer}.${part}`, value);
    }
    for (const [layer, { scale, offset }] of batchNorms) {
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
    const { parametrizations, batchNorms, head } = this.parts;
    const convolutions = [...parametrizations.values()].reduce((n, p) => n + size(p.stored().values()), 0);
    const batchNorm = [...batchNorms.values()].reduce(
      (n, { scale, offset }) => n + scale.size + offset.size,
      0,
    );
    return {
      convolutions,
      batchNorm,
      head: size(head.trainable.values()),
      statistics: batchNorm,
      headStatistics: head.batchNorms.reduce((n, { channels }) => n + 2 * channels, 0),
    };
  }

  dispose(): void {
    const { parametrizations, batchNorms, statistics, head } = this.parts;
    for (const parametrization of parametrizations.values()) parametrization.dispose();
    for (const { scale, offset } of batchNorms.values()) {
      scale.dispose();
      offset.dispose();
    }
    statistics.dispose();
    head.dispose();
  }
}
