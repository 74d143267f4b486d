// The whole public surface of @ftn/training.
export type { PolicyDecisions } from './adashare/draw-policies.js';
export { type NoiseSource, policyPenalty, sampledGates, seededNoise } from './adashare/policy-part.js';
export { type PolicyTable, policyTable } from './adashare/policy-table.js';
export {
  type AdaShareCandidate,
  type AdaShareDomain,
  type AdaSharePhases,
  type AdaShareResult,
  type TrainAdaShareOptions,
  trainAdaShare,
} from './adashare/train-adashare.js';
export type { EventFile } from './events/event-file.js';
export { type FlatSetting, flatSettings } from './events/hyper-parameters.js';
export { type TensorBoardOptions, TensorBoardWriter } from './events/tensorboard-writer.js';
export { type BalancedPart, balancedBatches } from './joint/balanced-batches.js';
export type { GroupDomain } from './joint/group-domain.js';
export { type GroupBatch, GroupLearner, type GroupPart } from './joint/group-learner.js';
export {
  type GroupTrainer,
  type GroupTraining,
  groupTrainerOf,
  registerGroupTrainer,
  type TrainedGroup,
} from './joint/group-trainers.js';
export { type JointOptions, type JointResult, trainJoint } from './joint/train-joint.js';
export { type EvaluationOptions, evaluate, predictBatch } from './loop/evaluate.js';
export type { Learner, LearnerData, LearnerState } from './loop/learner.js';
export { learnerData } from './loop/learner-data.js';
export { sectionOf } from './loop/names.js';
export type { Objective } from './loop/objective.js';
export { type TrainOptions, trainDomain } from './loop/train-domain.js';
export {
  type EpochReport,
  type LoopOptions,
  type StepReport,
  type TrainingObserver,
  type TrainingPosition,
  trainLoop,
} from './loop/train-loop.js';
export {
  type StepGradients,
  type StepOptions,
  type StepOutcome,
  stepGradients,
  trainStep,
} from './loop/train-step.js';
export {
  optimizersSchema,
  type PhaseConfig,
  type TrainingConfig,
  trainingConfigSchema,
} from './loop/training-config.js';
export { JointLearner, type JointMember } from './multi-task/joint-learner.js';
export {
  type JointRunOptions,
  type JointTraining,
  type JointTrainOptions,
  runJointly,
  trainJointly,
} from './multi-task/train-jointly.js';
export {
  type Member,
  type MemberEpochs,
  type MemberStep,
  type TrainMembersOptions,
  trainMembers,
} from './multi-task/train-members.js';
export { type AdamOptions, adam } from './optimizers/adam.js';
export { type AdamWOptions, adamw } from './optimizers/adamw.js';
export { GroupOptimizer } from './optimizers/group-optimizer.js';
export {
  createRule,
  type OptimizerConfig,
  type OptimizerFields,
  optimizerKinds,
  optimizerSchema,
  registerOptimizer,
} from './optimizers/optimizer-config.js';
export type { OptimizerRule, RuleInput, Slots } from './optimizers/optimizer-rule.js';
export {
  type OptimizerConfigs,
  OptimizerSet,
  type OptimizerSetOptions,
  type OptimizerState,
} from './optimizers/optimizer-set.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export { parseRecipe, type RecipeSchema } from './recipes/parse-recipe.js';
export { type ParsedSettings, type ParseOptions, parseSettings } from './recipes/parse-settings.js';
export { type ReadYaml, readYaml } from './recipes/read-yaml.js';
export { type Recipe, type RecipePhase, recipeSchema } from './recipes/recipe-schema.js';
export {
  phaseConfigs,
  type RateCandidates,
  type System,
  type SystemFields,
  systemOf,
  systemsOf,
} from './recipes/systems.js';
export { transformsOf, type WrittenTransforms } from './recipes/transforms.js';
export {
  type Measured,
  type MeasuredPlace,
  type MeasuredTasks,
  measuredOnce,
  readNumber,
  writeNumber,
} from './results/measured.js';
export { type Counts, type EpochLoss, scoreOf, type TaskResult } from './results/task-result.js';
export { changesOfRun, type SettingsChange } from './run/changes-of-run.js';
export { epochsOfRun } from './run/epochs-of-run.js';
export { restoreBest } from './run/restore-best.js';
export { type RunLearnerOptions, type RunPlace, runLearner } from './run/run-learner.js';
export {
  checkpointsKept,
  type RecorderOptions,
  type StopRequest,
  usualSaveEvery,
} from './run/run-recorder.js';
export type { RunStorage, StageWatcher } from './run/run-stage.js';
export { allowedChanges, describeStart, type KeptRun, type RunStart } from './run/run-start.js';
export { type RunOptions, runTraining } from './run/run-training.js';
export {
  type ScheduleConfig,
  type SchedulePoint,
  scheduleFactor,
  scheduleSchema,
} from './schedules/schedule.js';
export { evaluateOnThreads } from './studies/evaluate-on-threads.js';
export type { GroupImages } from './studies/group-images.js';
export { type LayerNorm, layerNorms } from './studies/norms/layer-norms.js';
export { type Normalisation, normalisations, normaliseNorms } from './studies/norms/normalise-norms.js';
export { type AddedScalars, type ParameterTotals, parameterTotals } from './studies/parameter-totals.js';
export { type KeptLayers, pruneDomain } from './studies/pruning/prune-domain.js';
export { type PruningPoint, pruningCurve } from './studies/pruning/pruning-curve.js';
export {
  type PruningTrial,
  type SmallestAdapter,
  type SmallestAdapterOptions,
  smallestAdapter,
} from './studies/pruning/smallest-adapter.js';
export { type GroupObserver, type TrainGroupOptions, trainGroup } from './studies/train-group.js';
export {
  createMembers,
  measure,
  type SubjectData,
  type SystemObserver,
  type TrainSystemOptions,
  trainSystem,
} from './studies/train-system.js';
export {
  type Rates,
  type RateTrial,
  rateTrials,
  tuneRates,
  withRates,
} from './studies/tune-rates.js';
