// The whole public surface of @ftn/training/loop: what of training runs in a browser too. No files and no threads; the main
// entry has all of this and the runs that are kept on a disk.

export { JointLearner, type JointMember } from '../multi-task/joint-learner.js';
export { type AdamOptions, adam } from '../optimizers/adam.js';
export { type AdamWOptions, adamw } from '../optimizers/adamw.js';
export { GroupOptimizer } from '../optimizers/group-optimizer.js';
export {
  createRule,
  type OptimizerConfig,
  type OptimizerFields,
  optimizerKinds,
  optimizerSchema,
  registerOptimizer,
} from '../optimizers/optimizer-config.js';
export type { OptimizerRule, RuleInput, Slots } from '../optimizers/optimizer-rule.js';
export {
  type OptimizerConfigs,
  OptimizerSet,
  type OptimizerSetOptions,
  type OptimizerState,
} from '../optimizers/optimizer-set.js';
export { type SgdOptions, sgd } from '../optimizers/sgd.js';
export {
  type ScheduleConfig,
  type SchedulePoint,
  scheduleFactor,
  scheduleSchema,
} from '../schedules/schedule.js';
export { type EvaluationOptions, evaluate, predictBatch } from './evaluate.js';
export type { Learner, LearnerData, LearnerState } from './learner.js';
export { learnerData } from './learner-data.js';
export type { Objective } from './objective.js';
export { type TrainOptions, trainDomain } from './train-domain.js';
export {
  type EpochReport,
  type LoopOptions,
  type StepReport,
  type TrainingObserver,
  type TrainingPosition,
  trainLoop,
} from './train-loop.js';
export {
  type StepGradients,
  type StepOptions,
  type StepOutcome,
  stepGradients,
  trainStep,
} from './train-step.js';
export { type PhaseConfig, type TrainingConfig, trainingConfigSchema } from './training-config.js';
