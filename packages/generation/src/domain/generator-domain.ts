import type { Parameter } from '@ftn/adapters';
import { type Generator, type GeneratorNetwork, layeredNetwork } from '@ftn/backbones';
import { UsageError } from '@ftn/errors';
import { conv2d } from '@ftn/ops';
import { RandomStream } from '@ftn/random';
import type { Method, Parametrization } from '@ftn/tensor-factors';
import {
  mean,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  tile,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import type { LatentDistribution } from '../latents/latent-distribution.js';
import { adaptedKernel } from './adapted-kernel.js';
import {
  type GeneratorDomainOptions,
  ownedLinears,
  type ResolvedDomainOptions,
  resolveDomainOptions,
} from './domain-options.js';

/** Who a domain is. */
export interface DomainIdentity {
  readonly name: string;
  readonly generator: Generator;
  readonly method: Method;
  /** What the rows of the domain's table of class vectors stand for. */
  readonly classes: readonly string[];
  readonly options: ResolvedDomainOptions;
}

/** The modules of a domain, as they are created fresh or restored from a file. */
export interface GeneratorDomainParts {
  readonly parametrizations: ReadonlyMap<string, Parametrization>;
  /** Linear layers and tables of the domain's own, by tensor name. */
  readonly linears: ReadonlyMap<string, Variable>;
}

/** Exact scalars a domain adds to the shared generator, apart by kind. */
export interface GeneratorCounts {
  /** What the method adds to convolutions: R·Σ(C_out + C_in + K²) for FTN. */
  readonly convolutions: number;
  /** Linear layers and class vectors trained directly. */
  readonly linears: number;
}

/** The properties of a new generator's domain. */
export interface CreateGeneratorDomain {
  readonly name: string;
  readonly generator: Generator;
  readonly method: Method;
  /** Default: the generator's, numbered. Other than the generator's number of classes needs `linears: 'all'`. */
  readonly classes?: readonly string[];
  readonly options?: GeneratorDomainOptions;
  /** Names the random numbers the method begins with. */
  readonly seed: number;
}

/** One domain on a frozen generator: what its method adds to the convolutions, and its own linear layers. */
export class GeneratorDomain implements Disposable {
  readonly identity: DomainIdentity;
  readonly parts: GeneratorDomainParts;
  /** What latents are drawn from where nothing else is said: fitted to those learned in adaptation, else standard normal. */
  latents: LatentDistribution | null = null;

  constructor(identity: DomainIdentity, parts: GeneratorDomainParts) {
    this.identity = identity;
    this.parts = parts;
  }

  /** A fresh domain: the generator itself where its method begins there. */
  static create(request: CreateGeneratorDomain): GeneratorDomain {
    const { name, generator, method, seed } = request;
    const { architecture } = generator;
    const options = resolveDomainOptions(request.options ?? {});
    const classes = request.classes ?? numbered(architecture.config.classes);
    if (classes.length !== architecture.config.classes && options.linears !== 'all') {
      throw new UsageError(`the domain '${name}' has different classes from its generator`, {
        expected: `${architecture.config.classes} classes`,
        got: String(classes.length),
        hint: "Let the domain have class vectors of its own: linears 'all' (in a recipe: generator.linears).",
      });
    }
    method.requireLayers?.(architecture.convolutions.map((layer) => layer.name));
    const parametrizations = new Map<string, Parametrization>();
    for (const layer of architecture.convolutions) {
      const random = new RandomStream(seed, 'convolution', layer.name);
      const made = method.convolution(layer)?.create(generator.kernel(layer.name), random);
      if (made) parametrizations.set(layer.name, made);
    }
    const linears = new Map<string, Variable>();
    for (const owned of ownedLinears(architecture, options.linears)) {
      const shared = generator.weights.get(owned)!;
      linears.set(
        owned,
        tidy(() => variable(owned === 'shared.weight' ? classVectors(shared, classes.length) : shared)),
      );
    }
    return new GeneratorDomain({ name, generator, method, classes, options }, { parametrizations, linears });
  }

  get name(): string {
    return this.identity.name;
  }

  get generator(): Generator {
    return this.identity.generator;
  }

  /** The generator as the domain changes it: on stored statistics, or those of the batch. */
  network(mode: 'train' | 'eval' = 'eval'): GeneratorNetwork {
    const { generator, parts } = this;
    const inside = this.identity.options.spectralNorm === 'inside';
    return layeredNetwork(generator.architecture, {
      convolve: (layer, x) => {
        const parametrization = parts.parametrizations.get(layer.name);
        const base = generator.kernel(layer.name);
        if (!parametrization) return conv2d(x, base, layer);
        if (inside) return conv2d(x, adaptedKernel(this, layer.name), layer);
        return parametrization.convolve(x, base, layer);
      },
      tensor: (name) => (parts.linears.get(name) as Tensor | undefined) ?? generator.weights.get(name)!,
      statistics: (name) => (mode === 'eval' ? generator.statistics(name) : undefined),
    });
  }

  /**
   * Images in [−1, 1], N×S×S×3, differentiable in the latents and in everything the domain owns.
   *
   * @param latents [N, latentSize]
   * @param labels [N], int32, places in `classes`
   */
  forward(latents: Tensor2D, labels: Tensor1D, mode: 'train' | 'eval' = 'eval'): Tensor4D {
    const network = this.network(mode);
    return this.generator.architecture.forward(network, latents, network.embedding('shared', labels));
  }

  /** Everything trainable, in a fixed order, by the names files use. */
  parameters(): Parameter[] {
    const factors = [...this.parts.parametrizations].flatMap(([layer, parametrization]) =>
      [...parametrization.trainable].map(
        ([part, value]): Parameter => ({
          name: `${layer}.${part}`,
          group: parametrization.group(part),
          variable: value,
        }),
      ),
    );
    const linears = [...this.parts.linears].map(
      ([name, value]): Parameter => ({ name, group: 'linear', variable: value }),
    );
    return [...factors, ...linears];
  }

  /** Everything the domain's file keeps, in memory layout. */
  stored(): Map<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    for (const [layer, parametrization] of this.parts.parametrizations) {
      for (const [part, value] of parametrization.stored()) tensors.set(`${layer}.${part}`, value);
    }
    for (const [name, value] of this.parts.linears) tensors.set(name, value);
    return tensors;
  }

  /** Exact counts of what is stored. */
  counts(): GeneratorCounts {
    const size = (tensors: Iterable<Tensor>) => [...tensors].reduce((n, tensor) => n + tensor.size, 0);
    const stored = [...this.parts.parametrizations.values()].flatMap((p) => [...p.stored().values()]);
    return { convolutions: size(stored), linears: size(this.parts.linears.values()) };
  }

  dispose(): void {
    for (const parametrization of this.parts.parametrizations.values()) parametrization.dispose();
    for (const value of this.parts.linears.values()) value.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i));

/** The table of class vectors to begin with: the generator's, or its mean for each class where the classes are others. */
export function classVectors(table: Tensor, count: number): Tensor {
  return table.shape[0] === count ? table : tile(mean(table, 0, true), [count, 1]);
}
