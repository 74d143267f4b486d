// The whole public surface of @ftn/generation/node: training, and generators from files.
export {
  type AdaptationEpoch,
  type AdaptationObserver,
  type AdaptationPosition,
  type AdaptationResult,
  type AdaptationStep,
  type AdaptDomainOptions,
  adaptDomain,
} from '../adaptation/adapt-domain.js';
export {
  type AdaptationConfig,
  type AdaptationConfigInput,
  adaptationConfigSchema,
} from '../adaptation/adaptation-config.js';
export { type PerceptualFeatures, reconstructionLoss } from '../adaptation/reconstruction-loss.js';
export {
  type AdversarialConfig,
  type AdversarialConfigInput,
  adversarialConfigSchema,
} from '../adversarial/adversarial-config.js';
export { Adversaries } from '../adversarial/adversaries.js';
export {
  type AdversarialObserver,
  type AdversarialPosition,
  type AdversarialReport,
  type TrainAdversariesOptions,
  trainAdversaries,
} from '../adversarial/train-adversaries.js';
export { type AdaptOptions, adapt } from './adapt.js';
export { type ReadGeneratorFileOptions, readGenerator } from './read-generator.js';
export type { RunFolderOptions } from './run-folder.js';
export { type TrainBaseOptions, trainBase } from './train-base.js';
