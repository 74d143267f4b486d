import { Backbone, weightShapes } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { fineTuning, type Method, type Parametrization } from '@ftn/tensor-factors';
import { add, addN, clone, div, mean, square, stack, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { Domain } from './domain.js';
import {
  createParts,
  type DomainOptions,
  type DomainParts,
  disposeParts,
  ownBatchNorms,
} from './domain-parts.js';
import { assignState, type Parameter, type Parts, parametersOf, stateOf } from './part-tensors.js';
import { restoreDomain } from './restore-domain.js';
import { RunningStatistics } from './running-statistics.js';

export interface DomainGroupOptions extends Pick<DomainOptions, 'backbone' | 'seed' | 'head'> {
  /** What each domain adds to the shared network; it may not adapt convolutions. */
  readonly method: Method;
  readonly domains: readonly { readonly name: string; readonly classes: readonly string[] }[];
}

/** A shared network that was trained, and its domains over it as it is now. */
export interface FrozenGroup {
  readonly backbone: Backbone;
  readonly domains: readonly Domain[];
}

/**
 * Several domains over one network that is trained with them: every kernel, and the batch norms the method does not
 * give to domains, exist once as variables. Each domain runs, trains and is evaluated as any other; only the group
 * disposes it. `freeze` ends this: the network becomes an ordinary backbone, kept once and named by its hash.
 */
export class DomainGroup implements Disposable {
  readonly backbone: Backbone;
  readonly domains: readonly Domain[];
  readonly #shared: Parts;
  /** What each domain has to itself. */
  readonly #own: readonly Domain[];

  private constructor(backbone: Backbone, shared: Parts, own: readonly Domain[]) {
    this.backbone = backbone;
    this.#shared = shared;
    this.#own = own;
    this.domains = own.map((domain) => {
      const { parametrizations, batchNorms } = shared;
      const parts: DomainParts = {
        ...domain.parts,
        parametrizations,
        batchNorms: new Map([...batchNorms, ...domain.parts.batchNorms]),
        statistics: domain.parts.statistics,
      };
      return new Domain(domain, parts);
    });
  }

  /** A group that starts at a backbone's weights, with fresh heads; the backbone itself stays as it is. */
  static create(options: DomainGroupOptions): DomainGroup {
    const { backbone, method, domains, seed, head } = options;
    const { architecture } = backbone;
    checkNames(domains.map(({ name }) => name));
    if (architecture.convolutions.some((layer) => method.convolution(layer))) {
      throw new UsageError(`'${method.name}' cannot be trained together with its shared network`, {
        expected: 'a method that leaves convolutions as they are, such as adashare or feature-extractor',
        hint: 'Train the shared network first, then each domain over it.',
      });
    }
    const whole = fineTuning();
    const parametrizations = new Map<string, Parametrization>();
    for (const layer of architecture.convolutions) {
      const kernel = whole.convolution(layer)!.restore(new Map([['weight', backbone.kernel(layer.name)]]));
      parametrizations.set(layer.name, kernel);
    }
    const layers = architecture.batchNorms.filter((layer) => !method.ownsBatchNorm(layer));
    const statistics = new RunningStatistics(layers, (name) => backbone.batchNormTensors(name));
    const shared = { parametrizations, batchNorms: ownBatchNorms(backbone, layers), statistics };
    const own = domains.map(({ name, classes }) => {
      const identity = { name, backbone, method, classes, seed, ...(head ? { head } : {}) };
      return new Domain(identity, createParts(identity, statistics));
    });
    return new DomainGroup(backbone, shared, own);
  }

  /** Everything trainable: `shared/conv1.weight` …, then `domain/<name>/fc.weight` …. */
  parameters(): Parameter[] {
    const named = (prefix: string, parameters: readonly Parameter[]) =>
      parameters.map(({ name, ...rest }) => ({ ...rest, name: `${prefix}/${name}` }));
    return [
      ...named('shared', parametersOf(this.#shared)),
      ...this.#own.flatMap((domain) => named(`domain/${domain.name}`, domain.parameters())),
    ];
  }

  /** Every tensor training changes, by the same names. */
  state(): Map<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    for (const [name, value] of stateOf(this.#shared)) tensors.set(`shared/${name}`, value);
    for (const domain of this.#own) {
      for (const [name, value] of domain.state()) tensors.set(`domain/${domain.name}/${name}`, value);
    }
    return tensors;
  }

  /** Puts copies of such tensors into the group; every name of `state` must be there, in its shape. */
  assign(values: ReadonlyMap<string, Tensor>): void {
    const section = (prefix: string) =>
      new Map(
        [...values]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, value]) => [name.slice(prefix.length), value]),
      );
    assignState(this.#shared, section('shared/'));
    for (const domain of this.#own) domain.assign(section(`domain/${domain.name}/`));
  }

  /**
   * The trained network as an ordinary backbone, and each domain over it; copies, so that the group may be disposed.
   * A batch norm that every domain has its own of is the mean of theirs in the backbone, which no domain uses.
   */
  freeze(): FrozenGroup {
    const { architecture } = this.backbone;
    const shared = stateOf(this.#shared);
    const weights = new Map<string, Tensor>();
    for (const name of weightShapes(architecture).keys()) {
      weights.set(name, shared.has(name) ? clone(shared.get(name)!) : this.#meanOf(name));
    }
    const backbone = new Backbone(architecture, weights);
    const domains = this.#own.map((domain) => {
      const { kind, options } = domain.parts.head.architecture;
      const { name, method, classes } = domain;
      return restoreDomain({ name, backbone, method, classes, head: { kind, options } }, domain.stored());
    });
    return { backbone, domains };
  }

  /** The mean of a batch norm's vector over the domains that run it; of a variance, that of their mixture. */
  #meanOf(name: string): Tensor {
    const dot = name.lastIndexOf('.');
    const layer = name.slice(0, dot);
    const running = this.#own.filter((domain) => !domain.skippedLayers().has(layer));
    if (running.length === 0) return clone(this.backbone.weights.get(name)!);
    const all = (part: string) => running.map((domain) => domain.state().get(`${layer}.${part}`)!);
    return tidy(() => {
      const average = div(addN(all(name.slice(dot + 1))), running.length);
      if (!name.endsWith('.running_var')) return average;
      const means = stack(all('running_mean'));
      return add(average, mean(square(sub(means, mean(means, 0, true))), 0));
    });
  }

  dispose(): void {
    for (const domain of this.#own) domain.dispose();
    disposeParts({ policies: new Map(), ...this.#shared });
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Domains are told apart by name, in checkpoints and in reports. */
function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (names.length === 0) throw new UsageError('a group needs at least one domain');
  if (twice !== undefined) throw new UsageError(`two domains of a group are called '${twice}'`);
}
