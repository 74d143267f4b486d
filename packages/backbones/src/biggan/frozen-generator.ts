import { MismatchError } from '@ftn/errors';
import type { ConvLayer } from '@ftn/layers';
import { conv2d } from '@ftn/ops';
import { keep, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { checkShapes } from '../weights/check-shapes.js';
import type { Weights } from '../weights/initial-weights.js';
import type { GeneratorArchitecture } from './generator.js';
import { layeredNetwork, type NetworkSource, type NormStatistics } from './layered-network.js';
import type { GeneratorNetwork } from './network.js';
import { normaliseSpectra, type Spectrum } from './spectral-weights.js';
import { parameterShapes, spectralShapes, statisticsShapes } from './weight-shapes.js';

/** A generator with its weights, spectral norms taken: the frozen network every domain shares. */
export class Generator implements Disposable {
  readonly architecture: GeneratorArchitecture;
  /** Every tensor as the forward pass uses it, kernels HWIO and divided by their σ. */
  readonly weights: Weights;
  /** What each weight was divided by; empty where the weights came divided. */
  readonly spectra: ReadonlyMap<string, Spectrum>;
  readonly #convolutions: ReadonlyMap<string, ConvLayer>;

  private constructor(
    architecture: GeneratorArchitecture,
    weights: Weights,
    spectra: ReadonlyMap<string, Spectrum>,
  ) {
    this.architecture = architecture;
    this.weights = weights;
    this.spectra = spectra;
    this.#convolutions = new Map(architecture.convolutions.map((layer) => [layer.name, layer]));
  }

  /**
   * A generator over a copy of weights as training leaves them, or without `u0` and `sv0` where σ is already divided out.
   *
   * @throws MismatchError where they are not this architecture's
   */
  static from(architecture: GeneratorArchitecture, weights: Weights, file?: string): Generator {
    const raw = [...weights.keys()].some((name) => name.endsWith('.u0'));
    checkShapes(`a generator '${architecture.name}'`, generatorShapes(architecture, raw), weights, file);
    const { spectralEpsilon } = architecture.config;
    if (raw) {
      const { weights: normalised, spectra } = normaliseSpectra(architecture, weights, spectralEpsilon);
      return new Generator(architecture, normalised, spectra);
    }
    const copies = new Map([...weights].map(([name, tensor]) => [name, keep(tensor.clone())]));
    return new Generator(architecture, copies, new Map());
  }

  convolution(name: string): ConvLayer {
    return this.#convolutions.get(name)!;
  }

  /** The shared kernel of a convolution, HWIO. */
  kernel(name: string): Tensor4D {
    return this.weights.get(`${name}.weight`) as Tensor4D;
  }

  statistics(name: string): NormStatistics {
    const [mean, variance] = ['mean', 'var'].map(
      (part) => this.weights.get(`${name}.stored_${part}`) as Tensor1D,
    );
    return { mean: mean!, variance: variance! };
  }

  /**
   * The spectral norm σ that a weight was divided by.
   * @throws MismatchError where σ is not known
   */
  spectrum(name: string): Spectrum {
    const spectrum = this.spectra.get(name);
    if (spectrum) return spectrum;
    throw new MismatchError(`the spectral norm of '${name}' is not known`, {
      hint: 'These weights were stored divided by it: use weights as training leaves them, with u0.',
    });
  }

  /** The network as it is: `eval` on stored statistics, `train` on those of the batch. */
  network(mode: 'train' | 'eval' = 'eval'): GeneratorNetwork {
    const source: NetworkSource = {
      convolve: (layer, x) => conv2d(x, this.kernel(layer.name), layer),
      tensor: (name) => this.weights.get(name)!,
      statistics: (name) => (mode === 'eval' ? this.statistics(name) : undefined),
    };
    return layeredNetwork(this.architecture, source);
  }

  /** Images in [−1, 1], N×S×S×3, of latents and classes. */
  forward(latents: Tensor2D, labels: Tensor1D, mode: 'train' | 'eval' = 'eval'): Tensor4D {
    const network = this.network(mode);
    return this.architecture.forward(network, latents, network.embedding('shared', labels));
  }

  dispose(): void {
    for (const tensor of this.weights.values() as Iterable<Tensor>) tensor.dispose();
    for (const { u } of this.spectra.values()) u.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The name and shape (kernels HWIO) of every tensor a generator's file holds; `raw`: with the state of the spectral norms. */
export function generatorShapes(
  architecture: GeneratorArchitecture,
  raw: boolean,
): Map<string, readonly number[]> {
  return new Map([
    ...parameterShapes(architecture),
    ...statisticsShapes(architecture),
    ...(raw ? spectralShapes(architecture) : []),
  ]);
}
