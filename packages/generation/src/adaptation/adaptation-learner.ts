import type { Parameter } from '@ftn/adapters';
import type { Weights } from '@ftn/backbones';
import type { Batch } from '@ftn/datasets';
import { embedding, valueAndGradients } from '@ftn/ops';
import { targetOf } from '@ftn/tasks';
import {
  type Learner,
  type LearnerState,
  type Moment,
  OptimizerSet,
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
import type { Draw } from '../adversarial/draw.js';
import type { GeneratorDomain } from '../domain/generator-domain.js';
import { fitLatents, standardLatents } from '../latents/latent-distribution.js';
import type { AdaptationConfig } from './adaptation-config.js';
import { latentTable } from './latent-table.js';
import { type Judged, Opponent } from './opponent.js';
import { Patience } from './patience.js';
import { type PerceptualFeatures, reconstructionLoss } from './reconstruction-loss.js';

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
  readonly #opponent: Opponent | null;
  #patienceValues: Tensor;

  /** Trains the domain in place; it stays the caller's to dispose. */
  constructor(options: AdaptationOptions) {
    const { domain, config, count, latents: initial } = options;
    const size = domain.generator.architecture.config.latentSize;
    const { deviation } = config.latents;
    this.#options = options;
    this.#table = latentTable({ count, size, initial, deviation, seed: config.seed });
    this.#parameters = [...domain.parameters(), { name: 'latents', group: 'latents', variable: this.#table }];
    this.#optimizers = new OptimizerSet(this.#parameters, config.optimizers);
    this.#patience = new Patience(config.patience);
    this.#opponent = config.adversarial.weight > 0 ? new Opponent(options) : null;
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
    this.#options.domain.latents = this.#opponent ? standardLatents(size) : fitLatents(this.latents(), size);
  }

  step(batch: Batch, moment: Moment): StepOutcome {
    const { every, weight } = this.#options.config.adversarial;
    const challenge = moment.step % every === 0 ? this.#opponent?.challenge(batch, moment.step) : undefined;
    if (challenge && (challenge.nonFinite.length > 0 || !Number.isFinite(challenge.loss))) return challenge;
    const { loss, gradients, outputs } = valueAndGradients(
      () => this.#loss(batch, challenge?.draw),
      this.#parameters.map(({ variable }) => variable),
    );
    const value = loss.dataSync()[0]!;
    const { reconstruction, judged } = outputs;
    const nonFinite = Number.isFinite(value) ? this.#optimizers.apply(gradients, this.#factor(moment)) : [];
    const terms: Record<string, number> = { reconstruction: reconstruction.dataSync()[0]! };
    if (challenge && judged) {
      terms.adversarial = judged.loss.dataSync()[0]!;
      terms.discriminator = challenge.loss;
      this.#opponent!.commit(judged);
    }
    for (const tensor of [loss, reconstruction, ...gradients.values()]) tensor.dispose();
    // What epochs and patience go by is the same in steps with a discriminator and without.
    return { loss: value - weight * (terms.adversarial ?? 0), terms, nonFinite };
  }

  rates(_batch: Batch, moment: Moment): Record<string, number> {
    return this.#optimizers.rates(this.#factor(moment));
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
    const opponent = this.#opponent?.state();
    for (const [name, tensor] of opponent?.tensors ?? []) tensors.set(`opponent/${name}`, tensor);
    const opponents = Object.entries(opponent?.steps ?? {}).map(([name, count]) => [
      `opponent/${name}`,
      count,
    ]);
    return { tensors, steps: { ...steps, ...Object.fromEntries(opponents) } };
  }

  restore({ tensors, steps }: LearnerState): void {
    for (const { name, variable } of this.#parameters) variable.assign(tensors.get(`domain/${name}`)!);
    this.#optimizers.restore({ steps, slots: sectionOf('optimizer/', tensors) });
    this.#opponent?.restore({
      tensors: sectionOf('opponent/', tensors),
      steps: Object.fromEntries(sectionOf('opponent/', new Map(Object.entries(steps)))),
    });
    this.#patience.restore(tensors.get('patience')!.dataSync<'float32'>());
    this.#patienceValues.dispose();
    this.#patienceValues = keep(tensor1d(this.#patience.values()));
  }

  dispose(): void {
    this.#optimizers.dispose();
    this.#opponent?.dispose();
    this.#table.dispose();
    this.#patienceValues.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The loss of a batch, and as its outputs the part that is reconstruction and what the discriminator made of drawn images. */
  #loss(batch: Batch, draw?: Draw): { loss: Scalar; outputs: { reconstruction: Scalar; judged?: Judged } } {
    const { domain, config, perceptual } = this.#options;
    const target = tensor4d(batch.images, [...batch.shape]);
    const latents = embedding(this.#table as Variable & Tensor2D, tensor1d(batch.indices, 'int32'));
    const images = domain.forward(latents, tensor1d(targetOf(batch, 'label').data, 'int32'));
    const reconstruction = reconstructionLoss(images, target, config.loss, perceptual);
    const { prior } = config.latents;
    const fit = prior > 0 ? add(reconstruction, mul(mean(square(latents)), prior)) : reconstruction.clone();
    if (!draw) return { loss: fit as Scalar, outputs: { reconstruction } };
    const judged = this.#opponent!.judgeOf(draw);
    const loss = add(fit, mul(judged.loss, config.adversarial.weight)) as Scalar;
    return { loss, outputs: { reconstruction, judged } };
  }

  #factor(moment: Moment): number {
    return scheduleFactor(this.#options.config.schedule, moment);
  }
}
