import type { Tensor } from '@tensorflow/tfjs-core';
import type { SchedulePoint } from '../schedules/schedule.js';
import type { StepOutcome } from './train-step.js';

/** What a learner keeps between steps, as a checkpoint holds it. */
export interface LearnerState {
  /** Parameters, statistics and optimizer slots by name; `optimizer/…` are the slots. Not copies. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Steps of each optimizer, by group. */
  readonly steps: Readonly<Record<string, number>>;
}

/** What the training loop trains: a domain, or a group of domains over a shared network. */
export interface Learner<B> {
  /** One step on a batch; where it diverges, nothing has moved. */
  step(batch: B, at: SchedulePoint): StepOutcome;
  /** The learning rates of a step, by group. */
  rates(batch: B, at: SchedulePoint): Record<string, number>;
  state(): LearnerState;
  /** Told the mean loss of an epoch that ended, and the steps taken, before a checkpoint is taken. */
  onEpoch?(loss: number, step: number): void;
  /** Whether training is to end before its last epoch; asked at the beginning of each. */
  finished?(): boolean;
  /** Continues from a saved state, which is copied; names and shapes are those of `state`. */
  restore(saved: LearnerState): void;
  /** Releases optimizers; what is trained stays. */
  dispose(): void;
}

/** Batches of a learner's kind, in an order that depends on the epoch alone, from any batch of it on. */
export interface LearnerData<B> {
  readonly batchesPerEpoch: number;
  batches(epoch: number, fromBatch?: number): AsyncIterable<B>;
  /** Images in a batch. */
  images(batch: B): number;
  /** What a message calls the images of a batch: the first few, by name. */
  describe(batch: B): string;
}
