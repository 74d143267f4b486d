import type { Domain } from '@ftn/adapters';
import type { Batch } from '@ftn/datasets';
import { DivergedError } from '@ftn/errors';
import { OptimizerSet, type OptimizerState } from '../optimizers/optimizer-set.js';
import { scheduleFactor } from '../schedules/schedule.js';
import { classification } from './classification.js';
import { eventLoopTurn } from './event-loop-turn.js';
import type { ImageBatch, Task } from './task.js';
import { type StepOutcome, trainStep } from './train-step.js';
import type { TrainingConfig } from './training-config.js';

/** Batches in an order that depends on the epoch alone, from any batch of it on. */
export interface BatchSource<B extends ImageBatch = Batch> {
  readonly batchesPerEpoch: number;
  batches(epoch: number, fromBatch?: number): AsyncIterable<B>;
  /** What a message calls the image at a place of the set, e.g. its file; default its number. */
  nameOf?(index: number): string;
}

/** Where training stands: everything besides tensors that a resumed run needs. */
export interface Position {
  /** Steps taken. */
  readonly step: number;
  readonly epoch: number;
  /** Batches of the epoch already used. */
  readonly batch: number;
  /** Sum of the losses of the epoch's steps so far. */
  readonly lossSum: number;
  /** The best validation value so far, in percent. */
  readonly best: number | null;
}

export interface StepReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly rates: Readonly<Record<string, number>>;
  readonly images: number;
  readonly seconds: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly step: number;
  /** Mean loss of the epoch's steps. */
  readonly loss: number;
  readonly validation: number | null;
  /** True where `validation` is the best so far. */
  readonly best: boolean;
}

/** What watches a training run; each call is awaited before the next step. */
export interface TrainingObserver {
  onStep?(report: StepReport): void | Promise<void>;
  onEpoch?(report: EpochReport): void | Promise<void>;
  /** Called after each step, and with `boundary` after each epoch, with what a checkpoint needs. */
  onPosition?(position: Position, optimizers: OptimizerSet, boundary: boolean): void | Promise<void>;
}

export interface TrainOptions<B extends ImageBatch = Batch> {
  readonly domain: Domain;
  readonly data: BatchSource<B>;
  /** What the domain is trained for; default classification. */
  readonly task?: Task<B>;
  readonly config: TrainingConfig;
  /** Accuracy on held-out images after each epoch, in percent; of another task whatever is better the higher it is. */
  readonly validate?: (epoch: number) => Promise<number>;
  readonly observer?: TrainingObserver;
  readonly resume?: { readonly position: Position; readonly optimizers: OptimizerState };
}

const start: Position = { step: 0, epoch: 0, batch: 0, lossSum: 0, best: null };

/** Trains one domain over its frozen backbone. DivergedError at the step whose loss is not finite. */
export function trainDomain(options: TrainOptions): Promise<Position>;
export function trainDomain<B extends ImageBatch>(
  options: TrainOptions<B> & { readonly task: Task<B> },
): Promise<Position>;
export async function trainDomain(options: TrainOptions): Promise<Position> {
  const { domain, data, task = classification, config, validate, observer, resume } = options;
  const optimizers = new OptimizerSet(domain.parameters(), config.optimizers);
  const totalSteps = config.epochs * data.batchesPerEpoch;
  let position = resume?.position ?? start;
  try {
    if (resume) optimizers.restore(resume.optimizers);
    while (position.epoch < config.epochs) {
      const { epoch } = position;
      for await (const batch of data.batches(epoch, position.batch)) {
        const moment = { step: position.step, totalSteps, epoch, epochs: config.epochs };
        const factor = scheduleFactor(config.schedule, moment);
        const began = performance.now();
        const outcome = trainStep(domain, batch, optimizers, factor, task, epoch);
        const { loss } = outcome;
        if (!Number.isFinite(loss) || outcome.nonFinite.length > 0) {
          throw diverged(position.step + 1, outcome, optimizers.rates(factor), batch, data);
        }
        position = {
          ...position,
          step: position.step + 1,
          batch: position.batch + 1,
          lossSum: position.lossSum + loss,
        };
        await observer?.onStep?.({
          step: position.step,
          totalSteps,
          epoch,
          loss,
          rates: optimizers.rates(factor),
          images: batch.shape[0],
          seconds: (performance.now() - began) / 1000,
        });
        await observer?.onPosition?.(position, optimizers, false);
        await eventLoopTurn();
      }
      const validation = validate ? await validate(epoch) : null;
      const best = validation !== null && (position.best === null || validation > position.best);
      const loss = position.lossSum / data.batchesPerEpoch;
      const { step } = position;
      position = { step, epoch: epoch + 1, batch: 0, lossSum: 0, best: best ? validation : position.best };
      await observer?.onEpoch?.({ epoch, step, loss, validation, best });
      await observer?.onPosition?.(position, optimizers, true);
    }
    return position;
  } finally {
    optimizers.dispose();
  }
}

function diverged(
  step: number,
  { loss, nonFinite }: StepOutcome,
  rates: Record<string, number>,
  batch: ImageBatch,
  data: Pick<BatchSource, 'nameOf'>,
): DivergedError {
  const problem = Number.isFinite(loss)
    ? `step ${step} would make '${nonFinite[0]}' not finite${nonFinite.length > 1 ? ` (and ${nonFinite.length - 1} more)` : ''}`
    : `the loss became ${loss} at step ${step}`;
  const rate = Object.entries(rates).map(([group, value]) => `${group} ${value.toPrecision(3)}`);
  const images = Array.from(
    batch.indices.subarray(0, 4),
    (index) => data.nameOf?.(index) ?? `number ${index}`,
  );
  const more = batch.indices.length > 4 ? ` and ${batch.indices.length - 4} more` : '';
  return new DivergedError(`${problem} (rates ${rate.join(', ')}; images ${images.join(', ')}${more})`, {
    hint: 'Lower the learning rate, or look at these images. Parameters and checkpoints are those before the step.',
  });
}
