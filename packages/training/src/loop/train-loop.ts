import { DivergedError, UsageError } from '@ftn/errors';
import { type Direction, isBetter } from '@ftn/metrics';
import type { SchedulePoint } from '../schedules/schedule.js';
import { eventLoopTurn } from './event-loop-turn.js';
import type { Learner, LearnerData } from './learner.js';
import type { StepOutcome } from './train-step.js';

/** Where training stands: everything besides tensors that a resumed run needs. */
export interface TrainingPosition {
  /** Steps taken. */
  readonly step: number;
  readonly epoch: number;
  /** Batches of the epoch already used. */
  readonly batch: number;
  /** Sum of the losses of the epoch's steps so far. */
  readonly lossSum: number;
  /** The best validation value so far, in the unit of its metric. */
  readonly best: number | null;
  /** Epochs since the best, where a patience counts them. */
  readonly stale?: number;
}

/** The report of a training step. */
export interface StepReport {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  /** Parts of the loss by name, where the learner tells some. */
  readonly terms?: Readonly<Record<string, number>>;
  readonly rates: Readonly<Record<string, number>>;
  readonly images: number;
  readonly seconds: number;
}

/** The report of an epoch. */
export interface EpochReport {
  readonly epoch: number;
  readonly step: number;
  /** Mean loss of the epoch's steps. */
  readonly loss: number;
  readonly validation: number | null;
  /** True where `validation` is the best so far. */
  readonly best: boolean;
  /** True where training ends after this epoch because its patience is out. */
  readonly stopped?: boolean;
}

/** What watches a training run; each call is awaited before the next step. */
export interface TrainingObserver {
  onStep?(report: StepReport): void | Promise<void>;
  onEpoch?(report: EpochReport): void | Promise<void>;
  /** Called after each step, and with `boundary` after each epoch, with what a checkpoint needs. */
  onPosition?(
    position: TrainingPosition,
    learner: Pick<Learner<never>, 'state'>,
    boundary: boolean,
  ): void | Promise<void>;
}

/** A training loop: the learner, its data and who watches. */
export interface LoopOptions<B> {
  readonly learner: Learner<B>;
  readonly data: LearnerData<B>;
  readonly epochs: number;
  /** The task's metric on held-out images after each epoch, in its unit. */
  readonly validate?: (epoch: number) => Promise<number>;
  /** Which of two values of `validate` is better; default the higher. */
  readonly better?: Direction;
  /** Epochs in a row without a better value of `validate` after which training ends; default never. */
  readonly patience?: number | undefined;
  /** Called at steps and epochs. */
  readonly observer?: TrainingObserver;
  /** The position a restored learner continues from; default the beginning. */
  readonly position?: TrainingPosition;
}

const start: TrainingPosition = { step: 0, epoch: 0, batch: 0, lossSum: 0, best: null };

/** Whether a training is at its end because no epoch within its patience was better. */
export const patienceIsOut = ({ stale = 0 }: TrainingPosition, patience: number | undefined): boolean =>
  patience !== undefined && stale >= patience;

/**
 * Trains a learner epoch by epoch.
 *
 * @throws DivergedError at the step whose loss or parameters are not finite, UsageError for a patience with nothing to measure
 */
export async function trainLoop<B>(options: LoopOptions<B>): Promise<TrainingPosition> {
  const { learner, data, epochs, validate, better = 'higher', patience, observer } = options;
  const totalSteps = epochs * data.batchesPerEpoch;
  if (patience !== undefined && !validate) {
    throw new UsageError('early stopping needs held-out images to measure after every epoch', {
      hint: 'Give some, or leave earlyStopping out.',
    });
  }
  let position = options.position ?? start;
  while (position.epoch < epochs && !learner.finished?.() && !patienceIsOut(position, patience)) {
    const { epoch } = position;
    for await (const batch of data.batches(epoch, position.batch)) {
      const at: SchedulePoint = { step: position.step, totalSteps, epoch, epochs };
      const began = performance.now();
      const outcome = learner.step(batch, at);
      const { loss } = outcome;
      const rates = learner.rates(batch, at);
      if (!Number.isFinite(loss) || outcome.nonFinite.length > 0) {
        throw diverged(position.step + 1, outcome, rates, data.describe(batch));
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
        ...(outcome.terms ? { terms: outcome.terms } : {}),
        rates,
        images: data.images(batch),
        seconds: (performance.now() - began) / 1000,
      });
      await observer?.onPosition?.(position, learner, false);
      await eventLoopTurn();
    }
    const validation = validate ? await validate(epoch) : null;
    const best =
      validation !== null && (position.best === null || isBetter({ better }, validation, position.best));
    const loss = position.lossSum / data.batchesPerEpoch;
    const { step } = position;
    const stale = best ? 0 : (position.stale ?? 0) + 1;
    position = {
      ...{ step, epoch: epoch + 1, batch: 0, lossSum: 0, best: best ? validation : position.best },
      ...(patience === undefined ? {} : { stale }),
    };
    learner.onEpoch?.(loss, step);
    const stopped = epoch + 1 < epochs && patienceIsOut(position, patience);
    await observer?.onEpoch?.({ epoch, step, loss, validation, best, ...(stopped ? { stopped } : {}) });
    await observer?.onPosition?.(position, learner, true);
  }
  return position;
}

function diverged(
  step: number,
  { loss, nonFinite }: StepOutcome,
  rates: Record<string, number>,
  images: string,
): DivergedError {
  const problem = Number.isFinite(loss)
    ? `step ${step} would make '${nonFinite[0]}' not finite${nonFinite.length > 1 ? ` (and ${nonFinite.length - 1} more)` : ''}`
    : `the loss became ${loss} at step ${step}`;
  const rate = Object.entries(rates).map(([group, value]) => `${group} ${value.toPrecision(3)}`);
  return new DivergedError(`${problem} (rates ${rate.join(', ')}; images ${images})`, {
    hint: 'Lower the learning rate, or look at these images. Parameters and checkpoints are those before the step.',
  });
}
