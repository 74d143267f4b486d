import {
  type BigGanConfig,
  type BigGanInit,
  bigGanDiscriminator,
  bigGanGenerator,
  type DiscriminatorArchitecture,
  type GeneratorArchitecture,
  initialBigGanWeights,
  type Weights,
} from '@ftn/backbones';
import { RandomStream } from '@ftn/random';
import type { Tensor } from '@tensorflow/tfjs-core';
import { generatorName } from '../files/generator-tensors.js';
import type { Discriminator } from './discriminator.js';
import { MovingAverage } from './moving-average.js';
import { TrainableNetwork } from './trainable-network.js';

/** A generator and a discriminator in training, and the generator's moving average. */
export class Gan implements Disposable {
  readonly config: BigGanConfig;
  readonly architecture: {
    readonly generator: GeneratorArchitecture;
    readonly discriminator: DiscriminatorArchitecture;
  };
  readonly generator: TrainableNetwork;
  readonly discriminator: TrainableNetwork;
  readonly average: MovingAverage;

  /** Over copies of the weights. */
  constructor(
    config: BigGanConfig,
    weights: { readonly generator: Weights; readonly discriminator: Weights },
  ) {
    this.config = config;
    const generator = bigGanGenerator(generatorName(config), config);
    const discriminator = bigGanDiscriminator(config);
    this.architecture = { generator, discriminator };
    this.generator = new TrainableNetwork(generator, weights.generator, config.spectralEpsilon);
    this.discriminator = new TrainableNetwork(discriminator, weights.discriminator, config.spectralEpsilon);
    this.average = new MovingAverage(weights.generator);
  }

  /** The discriminator with its architecture, ready to score images. */
  get scored(): Discriminator {
    return { architecture: this.architecture.discriminator, network: this.discriminator };
  }

  /** Both with fresh weights. */
  static random(config: BigGanConfig, seed: number, init: BigGanInit): Gan {
    const draw = (layers: Parameters<typeof initialBigGanWeights>[0], name: string) =>
      initialBigGanWeights(layers, new RandomStream(seed, name), init);
    const weights = {
      generator: draw(bigGanGenerator('generator', config), 'generator'),
      discriminator: draw(bigGanDiscriminator(config), 'discriminator'),
    };
    const made = new Gan(config, weights);
    for (const tensor of [...weights.generator.values(), ...weights.discriminator.values()]) tensor.dispose();
    return made;
  }

  /** Everything a checkpoint holds, by `generator/…`, `discriminator/…`, `average/…`. */
  weights(): Map<string, Tensor> {
    const all = new Map<string, Tensor>();
    const parts = {
      generator: this.generator.weights(),
      discriminator: this.discriminator.weights(),
      average: this.average.weights,
    };
    for (const [part, weights] of Object.entries(parts)) {
      for (const [name, tensor] of weights) all.set(`${part}/${name}`, tensor);
    }
    return all;
  }

  dispose(): void {
    this.generator.dispose();
    this.discriminator.dispose();
    this.average.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
