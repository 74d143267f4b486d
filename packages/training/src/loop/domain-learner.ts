import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import type { Tensor } from '@tensorflow/tfjs-core';
import { OptimizerSet } from '../optimizers/optimizer-set.js';
import { type SchedulePoint, scheduleFactor } from '../schedules/schedule.js';
import type { Learner, LearnerState } from './learner.js';
import { sectionOf, withPrefix } from './names.js';
import type { Objective } from './objective.js';
import { type StepOutcome, trainStep } from './train-step.js';
import type { TrainingConfig } from './training-config.js';

/** One domain over its frozen backbone, with its optimizers and their schedule. */
export class DomainLearner implements Disposable, Learner<Batch> {
  readonly #domain: Domain;
  readonly #task: Objective;
  readonly #config: TrainingConfig;
  readonly #optimizers: OptimizerSet;

  constructor(domain: Domain, task: Objective, config: TrainingConfig) {
    this.#domain = domain;
    this.#task = task;
    this.#config = config;
    this.#optimizers = new OptimizerSet(domain.parameters(), config.optimizers, config);
  }

  step(batch: Batch, at: SchedulePoint): StepOutcome {
    const factor = scheduleFactor(this.#config.schedule, at);
    return trainStep(this.#domain, batch, this.#optimizers, factor, this.#task, at.epoch);
  }

  rates(_batch: Batch, at: SchedulePoint): Record<string, number> {
    return this.#optimizers.rates(scheduleFactor(this.#config.schedule, at));
  }

  state(): LearnerState {
    const { steps, slots } = this.#optimizers.state();
    const tensors = new Map<string, Tensor>([
      ...withPrefix('domain/', this.#domain.state()),
      ...withPrefix('optimizer/', slots),
    ]);
    return { tensors, steps };
  }

  restore({ tensors, steps }: LearnerState): void {
    this.#domain.assign(sectionOf('domain/', tensors));
    this.#optimizers.restore({ steps, slots: sectionOf('optimizer/', tensors) });
  }

  dispose(): void {
    this.#optimizers.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
