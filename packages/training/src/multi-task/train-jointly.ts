import type { Batch, BatchSource } from '@ftn/datasets';
import { learnerData } from '../loop/learner-data.js';
import { type LoopOptions, type StepReport, type TrainingPosition, trainLoop } from '../loop/train-loop.js';
import type { TrainingConfig } from '../loop/training-config.js';
import { type RunPlace, runLearner } from '../run/run-learner.js';
import { JointLearner, type JointMember } from './joint-learner.js';

/** Several tasks on the same batches. */
export interface JointTraining {
  /** The tasks, each with its own domain over the shared backbone. */
  readonly members: readonly JointMember[];
  /** Batches that hold what every task needs. */
  readonly data: BatchSource;
  readonly config: TrainingConfig;
  /** Called after each step with the loss of each task; in the reports of `observer` they are summed. */
  readonly onLosses?: (losses: Readonly<Record<string, number>>, report: StepReport) => void;
}

/** A training of several tasks on the same batches, in memory. */
export interface JointTrainOptions extends JointTraining, Pick<LoopOptions<Batch>, 'validate' | 'observer'> {}

/** A training of several tasks on the same batches, in a run folder. */
export interface JointRunOptions extends JointTraining, RunPlace {}

/**
 * Trains several tasks on the same batches, in turn, with one update a batch. Domains that share no variable move bit
 * for bit as they would in runs of their own over the same batches.
 *
 * @throws DivergedError at the step whose loss or update is not finite; that step leaves no trace
 */
export async function trainJointly(options: JointTrainOptions): Promise<TrainingPosition> {
  const { members, data, config, onLosses, observer = {}, ...watching } = options;
  const learner = new JointLearner(members, config);
  const onStep = async (report: StepReport) => {
    onLosses?.(learner.losses, report);
    await observer.onStep?.(report);
  };
  try {
    return await trainLoop({
      learner,
      data: learnerData(data),
      epochs: config.epochs,
      observer: { ...observer, onStep },
      ...watching,
    });
  } finally {
    learner.dispose();
  }
}

/** As `trainJointly`, in a directory it can be resumed from, bit for bit on the same engine and thread count. */
export async function runJointly(options: JointRunOptions): Promise<TrainingPosition> {
  const { members, data, config, onLosses, ...place } = options;
  const learner = new JointLearner(members, config);
  const onStep = (report: StepReport) => {
    onLosses?.(learner.losses, report);
    place.onStep?.(report);
  };
  try {
    return await runLearner({ learner, data: learnerData(data), epochs: config.epochs, ...place, onStep });
  } finally {
    learner.dispose();
  }
}
