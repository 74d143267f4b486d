import type { Parameter } from '@ftn/adapters';
import type { Weights } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { embedding, valueAndGradients } from '@ftn/ops';
import { targetOf } from '@ftn/tasks';
import {
  type Learner,
  type LearnerState,
  OptimizerSet,
  type SchedulePoint,
  type StepOutcome,
  scheduleFactor,
  sectionOf,
} from '@ftn/training';
import {
  add,
  keep,
  mean,
  mul,
  type Scalar,
  square,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor4d,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { LatentBatch } from '../adversarial/latent-batch.js';
import type { GeneratorDomain } from '../domain/generator-domain.js';
import { fitLatents, standardLatents } from '../latents/latent-distribution.js';
import type { AdaptationConfig } from './adaptation-config.js';
import { type AdversarialLoss, DomainDiscriminator } from './domain-discriminator.js';
import { latentTable } from './latent-table.js';
import { Patience } from './patience.js';
import { type PerceptualFeatures, reconstructionLoss } from './reconstruction-loss.js';

/** The domain an adaptation trains, and how. */
export interface AdaptationOptions {
  readonly domain: GeneratorDomain;
  readonly config: AdaptationConfig;
  /** Images of the data: a latent is learned for each. */
  readonly count: number;
  /** Latents to begin with, row by row, e.g. those of the same scenes in another domain; default: drawn. */
  readonly latents?: Float32Array | undefined;
  /** The features of the loss's perceptual term. */
  readonly perceptual?: PerceptualFeatures | undefined;
  /** Weights the loss's adversarial term begins with: the generator's discriminator; default: fresh ones. */
  readonly discriminator?: Weights | undefined;
}

/**
 * A domain adapted to images by reconstruction: beside its factors and linear layers a latent is learned for each image
 * (as in Bojanowski et al., Optimizing the Latent Space of Generative Networks, 2018), each group with its own optimizer.
 */
export class AdaptationLearner implements Disposable, Learner<Batch> {
  readonly #options: AdaptationOptions;
  readonly #table: Variable;
  readonly #parameters: readonly Parameter[];
  readonly #optimizers: OptimizerSet;
  readonly #patience: Patience;
  readonly #discriminator: DomainDiscriminator | null;
  #patienceValues: Tensor;

  /** Trains the domain in place; it stays the caller's to dispose. */
  constructor(options: AdaptationOptions) {
    const { domain, config, count, latents: initial } = options;
    const size = domain.generator.architecture.config.latentSize;
    const { deviation } = config.latents;
    this.#options = options;
    this.#table = latentTable({ count, size, initial, deviation, seed: config.seed });
    this.#parameters = [...domain.parameters(), { name: 'latents', group: 'latents', variable: this.#table }];
    this.#optimizers = new OptimizerSet(this.#parameters, config.optimizers, config);
    this.#patience = new Patience(config.patience);
    this.#discriminator = config.adversarial.weight > 0 ? new DomainDiscriminator(options) : null;
    this.#patienceValues = keep(tensor1d(this.#patience.values()));
  }

  /** The smallest mean loss of an epoch so far, and the step it ended at. */
  get best(): { readonly loss: number; readonly step: number } {
    return this.#patience.best;
  }

  /** The learned latents, row by row. */
  latents(): Float32Array {
    return this.#table.dataSync<'float32'>().slice();
  }

  /**
   * Decides what the domain draws latents from: a distribution fitted to those learned, or, where a discriminator judged
   * images of drawn latents, the one they were drawn from.
   */
  fitLatents(): void {
    const size = this.#table.shape[1]!;
    this.#options.domain.latents = this.#discriminator
      ? standardLatents(size)
      : fitLatents(this.latents(), size);
  }

  step(batch: Batch, at: SchedulePoint): StepOutcome {
    const { every, weight } = this.#options.config.adversarial;
    const discriminatorStep = at.step % every === 0 ? this.#discriminator?.step(batch, at.step) : undefined;
    if (
      discriminatorStep &&
      (discriminatorStep.nonFinite.length > 0 || !Number.isFinite(discriminatorStep.loss))
    )
      return discriminatorStep;
    const { loss, gradients, outputs } = valueAndGradients(
      () => this.#loss(batch, discriminatorStep?.draw),
      this.#parameters.map(({ variable }) => variable),
    );
    const value = loss.dataSync()[0]!;
    const { reconstruction, adversarial } = outputs;
    const nonFinite = Number.isFinite(value) ? this.#optimizers.apply(gradients, this.#factor(at)) : [];
    const terms: Record<string, number> = { reconstruction: reconstruction.dataSync()[0]! };
    if (discriminatorStep && adversarial) {
      terms.adversarial = adversarial.loss.dataSync()[0]!;
      terms.discriminator = discriminatorStep.loss;
      this.#discriminator!.commit(adversarial);
    }
    for (const tensor of [loss, reconstruction, ...gradients.values()]) tensor.dispose();
    // What epochs and patience go by is the same in steps with a discriminator and without.
    return { loss: value - weight * (terms.adversarial ?? 0), terms, nonFinite };
  }

  rates(_batch: Batch, at: SchedulePoint): Record<string, number> {
    return this.#optimizers.rates(this.#factor(at));
  }

  onEpoch(loss: number, step: number): void {
    this.#patience.onEpoch(loss, step);
    this.#patienceValues.dispose();
    this.#patienceValues = keep(tensor1d(this.#patience.values()));
  }

  finished(): boolean {
    return this.#patience.isOut();
  }

  state(): LearnerState {
    const { steps, slots } = this.#optimizers.state();
    const tensors = new Map<string, Tensor>([['patience', this.#patienceValues]]);
    for (const { name, variable } of this.#parameters) tensors.set(`domain/${name}`, variable);
    for (const [name, slot] of slots) tensors.set(`optimizer/${name}`, slot);
    const discriminator = this.#discriminator?.state();
    for (const [name, tensor] of discriminator?.tensors ?? []) tensors.set(`opponent/${name}`, tensor);
    const discriminatorSteps = Object.entries(discriminator?.steps ?? {}).map(([name, count]) => [
      `opponent/${name}`,
      count,
    ]);
    return { tensors, steps: { ...steps, ...Object.fromEntries(discriminatorSteps) } };
  }

  restore({ tensors, steps }: LearnerState): void {
    for (const { name, variable } of this.#parameters) variable.assign(tensors.get(`domain/${name}`)!);
    this.#optimizers.restore({ steps, slots: sectionOf('optimizer/', tensors) });
    this.#discriminator?.restore({
      tensors: sectionOf('opponent/', tensors),
      steps: Object.fromEntries(sectionOf('opponent/', new Map(Object.entries(steps)))),
    });
    this.#patience.restore(tensors.get('patience')!.dataSync<'float32'>());
    this.#patienceValues.dispose();
    this.#patienceValues = keep(tensor1d(this.#patience.values()));
  }

  dispose(): void {
    this.#optimizers.dispose();
    this.#discriminator?.dispose();
    this.#table.dispose();
    this.#patienceValues.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The loss of a batch, and as its outputs the part that is reconstruction and what the discriminator made of drawn images. */
  #loss(
    batch: Batch,
    draw?: LatentBatch,
  ): { loss: Scalar; outputs: { reconstruction: Scalar; adversarial?: AdversarialLoss } } {
    const { domain, config, perceptual } = this.#options;
    const target = tensor4d(batch.images, [...batch.shape]);
    const latents = embedding(this.#table as Variable & Tensor2D, tensor1d(batch.indices, 'int32'));
    const images = domain.forward(latents, tensor1d(targetOf(batch, 'label').data, 'int32'));
    const reconstruction = reconstructionLoss(images, target, config.loss, perceptual);
    const { prior } = config.latents;
    const fit = prior > 0 ? add(reconstruction, mul(mean(square(latents)), prior)) : reconstruction.clone();
    if (!draw) return { loss: fit as Scalar, outputs: { reconstruction } };
    const adversarial = this.#discriminator!.adversarialLoss(draw);
    const loss = add(fit, mul(adversarial.loss, config.adversarial.weight)) as Scalar;
    return { loss, outputs: { reconstruction, adversarial } };
  }

  #factor(at: SchedulePoint): number {
    return scheduleFactor(this.#options.config.schedule, at);
  }
}
