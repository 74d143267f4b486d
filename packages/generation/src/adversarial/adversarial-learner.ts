import type { Batch } from '@ftn/datasets';
import { targetOf } from '@ftn/tasks';
import {
  type Learner,
  type LearnerState,
  OptimizerSet,
  type SchedulePoint,
  type StepOutcome,
  sectionOf,
} from '@ftn/training';
import { tensor4d } from '@tensorflow/tfjs-core';
import type { AdversarialConfig } from './adversarial-config.js';
import { discriminatorGradients, generatorGradients, moveSide, type Side } from './adversarial-step.js';
import type { Gan } from './gan.js';
import { type LatentBatch, latentBatch } from './latent-batch.js';

const sides: readonly Side[] = ['generator', 'discriminator'];

/**
 * A generator against a discriminator: each batch is a step of the discriminator, and every `discriminatorSteps` batches one
 * of the generator follows, then one of its moving average. What is drawn depends on (seed, side, step) alone.
 */
export class AdversarialLearner implements Disposable, Learner<Batch> {
  readonly both: Gan;
  readonly #config: AdversarialConfig;
  readonly #optimizers: Readonly<Record<Side, OptimizerSet>>;

  /** Trains `both` in place; they stay the caller's to dispose. */
  constructor(both: Gan, config: AdversarialConfig) {
    this.both = both;
    this.#config = config;
    this.#optimizers = {
      generator: new OptimizerSet(both.generator.parameters(), { default: config.generator }),
      discriminator: new OptimizerSet(both.discriminator.parameters(), { default: config.discriminator }),
    };
  }

  step(batch: Batch, at: SchedulePoint): StepOutcome {
    const { both } = this;
    const { discriminatorSteps, orthogonal, average } = this.#config;
    const step = at.step + 1;
    const { data: labels } = targetOf(batch, 'label');
    const count = labels.length;
    const images = tensor4d(batch.images, [...batch.shape]);
    const adversarial = discriminatorGradients(
      both,
      { images, labels },
      this.#draw('discriminator', step, count),
    );
    images.dispose();
    const { discriminator, generator } = this.#optimizers;
    const d = moveSide(both, 'discriminator', adversarial, discriminator, orthogonal.discriminator);
    const terms = { discriminator: d.loss };
    if (d.nonFinite.length > 0 || !Number.isFinite(d.loss) || step % discriminatorSteps !== 0) {
      return { ...d, terms };
    }
    const made = generatorGradients(both, this.#draw('generator', step, count));
    const g = moveSide(both, 'generator', made, generator, orthogonal.generator);
    both.average.update(both.generator.weights(), step < average.start ? 0 : average.decay);
    return { loss: d.loss + g.loss, terms: { ...terms, generator: g.loss }, nonFinite: g.nonFinite };
  }

  rates(): Record<string, number> {
    return { generator: this.#config.generator.rate, discriminator: this.#config.discriminator.rate };
  }

  state(): LearnerState {
    const tensors = this.both.weights();
    const steps: Record<string, number> = {};
    for (const side of sides) {
      const state = this.#optimizers[side].state();
      for (const [name, count] of Object.entries(state.steps)) steps[`${side}/${name}`] = count;
      for (const [name, slot] of state.slots) tensors.set(`optimizer/${side}/${name}`, slot);
    }
    return { tensors, steps };
  }

  restore({ tensors, steps }: LearnerState): void {
    const part = (name: string) => sectionOf(name, tensors);
    this.both.generator.assign(part('generator/'));
    this.both.discriminator.assign(part('discriminator/'));
    this.both.average.update(part('average/'), 0);
    for (const side of sides) {
      const own = Object.fromEntries(sectionOf(`${side}/`, new Map(Object.entries(steps))));
      this.#optimizers[side].restore({ steps: own, slots: part(`optimizer/${side}/`) });
    }
  }

  dispose(): void {
    for (const side of sides) this.#optimizers[side].dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The latents and classes of the images made for a side's step. */
  #draw(side: Side, step: number, count: number): LatentBatch {
    return latentBatch(this.both.config, { seed: this.#config.seed, count }, side, step);
  }
}
