import { bigGanDiscriminator, initialBigGanWeights, type Weights } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { RandomStream } from '@ftn/random';
import { targetOf } from '@ftn/tasks';
import { type LearnerState, OptimizerSet, sectionOf } from '@ftn/training';
import {
  mean,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import { type Discriminator, discriminate, hingeGradients } from '../adversarial/discriminator.js';
import { generatorHinge } from '../adversarial/hinge-loss.js';
import { type LatentBatch, latentBatch } from '../adversarial/latent-batch.js';
import { type Buffers, TrainableNetwork } from '../adversarial/trainable-network.js';
import type { GeneratorDomain } from '../domain/generator-domain.js';
import type { AdaptationConfig } from './adaptation-config.js';

/** The discriminator of an adaptation. */
export interface DomainDiscriminatorOptions {
  readonly domain: GeneratorDomain;
  readonly config: Pick<AdaptationConfig, 'adversarial' | 'seed'>;
  /** The generator's own discriminator, which is copied; default: fresh weights. */
  readonly discriminator?: Weights | undefined;
}

/** The hinge loss of drawn images, and the buffers of the pass that scored them. */
export interface AdversarialLoss {
  readonly loss: Scalar;
  readonly buffers: Buffers;
}

/** A step of the discriminator, and the draw whose images it saw. */
export interface DiscriminatorStep {
  readonly draw: LatentBatch;
  readonly loss: number;
  readonly nonFinite: readonly string[];
}

/** Weights to begin with; where the domain has other classes than the generator, each begins at the mean of its vectors. */
function beginning({ domain, config, discriminator }: DomainDiscriminatorOptions): Map<string, Tensor> {
  const { generator, identity } = domain;
  const layers = bigGanDiscriminator({ ...generator.architecture.config, classes: identity.classes.length });
  const random = new RandomStream(config.seed, 'discriminator');
  const weights = new Map(initialBigGanWeights(layers, random));
  if (!discriminator) return weights;
  for (const [name, own] of weights) {
    const given = discriminator.get(name)!;
    const fits = given.shape.join() === own.shape.join();
    // A spectral vector of another table begins anew.
    if (!fits && name !== 'embed.weight') continue;
    const copy = () =>
      fits
        ? given.clone()
        : tile(
            mean(given as Tensor2D, 0, true),
            own.shape.map((n, i) => (i === 0 ? n : 1)),
          );
    weights.set(name, tidy(copy));
    own.dispose();
  }
  return weights;
}

/** A discriminator that learns to tell a domain's images from those the domain makes of drawn latents. */
export class DomainDiscriminator implements Disposable {
  readonly #domain: GeneratorDomain;
  readonly #seed: number;
  readonly #discriminator: Discriminator;
  readonly #optimizers: OptimizerSet;

  constructor(options: DomainDiscriminatorOptions) {
    const { domain, config } = options;
    this.#domain = domain;
    this.#seed = config.seed;
    const { config: numbers } = domain.generator.architecture;
    const architecture = bigGanDiscriminator({ ...numbers, classes: domain.identity.classes.length });
    const weights = beginning(options);
    this.#discriminator = {
      architecture,
      network: new TrainableNetwork(architecture, weights, numbers.spectralEpsilon),
    };
    for (const tensor of weights.values()) tensor.dispose();
    const { discriminator } = config.adversarial;
    this.#optimizers = new OptimizerSet(this.#discriminator.network.parameters(), { default: discriminator });
  }

  /** A step of the discriminator on a batch beside as many images of drawn latents; one that diverges leaves no trace. */
  step(batch: Batch, step: number): DiscriminatorStep {
    const { architecture } = this.#domain.generator;
    const numbers = { ...architecture.config, classes: this.#domain.identity.classes.length };
    const { data: labels } = targetOf(batch, 'label');
    const draw = latentBatch(numbers, { seed: this.#seed, count: labels.length }, 'adaptation', step);
    const images = tidy(() => this.#images(draw));
    const real = tensor4d(batch.images, [...batch.shape]);
    const { loss, gradients, buffers } = hingeGradients(
      this.#discriminator,
      { images, labels: draw.labels },
      { images: real, labels },
    );
    const value = loss.dataSync()[0]!;
    const nonFinite = Number.isFinite(value) ? this.#optimizers.apply(gradients, 1) : [];
    if (Number.isFinite(value) && nonFinite.length === 0) this.#discriminator.network.commit(buffers);
    else for (const tensor of Object.values(buffers)) tensor.dispose();
    for (const tensor of [loss, images, real, ...gradients.values()]) tensor.dispose();
    return { draw, loss: value, nonFinite };
  }

  /** The domain's hinge loss on the images of a draw, differentiable in all it owns. */
  adversarialLoss(draw: LatentBatch): AdversarialLoss {
    const { logits, buffers } = discriminate(
      this.#discriminator,
      this.#images(draw),
      tensor1d(draw.labels, 'int32'),
    );
    return { loss: generatorHinge(logits), buffers };
  }

  /** Takes over the buffers of a pass and frees the rest. */
  commit({ loss, buffers }: AdversarialLoss): void {
    this.#discriminator.network.commit(buffers);
    loss.dispose();
  }

  state(): LearnerState {
    const { steps, slots } = this.#optimizers.state();
    const tensors = new Map<string, Tensor>();
    for (const [name, tensor] of this.#discriminator.network.weights())
      tensors.set(`network/${name}`, tensor);
    for (const [name, slot] of slots) tensors.set(`optimizer/${name}`, slot);
    return { tensors, steps };
  }

  restore({ tensors, steps }: LearnerState): void {
    this.#discriminator.network.assign(sectionOf('network/', tensors));
    this.#optimizers.restore({ steps, slots: sectionOf('optimizer/', tensors) });
  }

  dispose(): void {
    this.#optimizers.dispose();
    this.#discriminator.network.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #images({ latents, labels }: LatentBatch) {
    const rows = tensor2d(latents, [labels.length, latents.length / labels.length]);
    return this.#domain.forward(rows, tensor1d(labels, 'int32'));
  }
}
