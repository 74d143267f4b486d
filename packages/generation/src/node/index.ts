// The whole public surface of @ftn/generation/node: training, and generators from files.
export {
  type AdaptationConfig,
  type AdaptationConfigInput,
  adaptationConfigSchema,
  type ReconstructionWeights,
} from '../adaptation/adaptation-config.js';
export { AdaptationLearner, type AdaptationOptions } from '../adaptation/adaptation-learner.js';
export { type PerceptualFeatures, reconstructionLoss } from '../adaptation/reconstruction-loss.js';
export {
  type AdversarialConfig,
  type AdversarialConfigInput,
  adversarialConfigSchema,
} from '../adversarial/adversarial-config.js';
export { AdversarialLearner } from '../adversarial/adversarial-learner.js';
export type { Discriminator } from '../adversarial/discriminator.js';
export { Gan } from '../adversarial/gan.js';
export type { MovingAverage } from '../adversarial/moving-average.js';
export { type StandingOptions, standingStatistics } from '../adversarial/standing-statistics.js';
export type { Buffers, Pass, TrainableNetwork } from '../adversarial/trainable-network.js';

export { type BaseRecipe, baseRecipeSchema } from '../recipes/base-recipe.js';
export {
  type GeneratorRecipe,
  type GeneratorSection,
  generatorRecipeSchema,
} from '../recipes/generator-recipe.js';
export { miniSeasonsBase } from '../recipes/mini-seasons-base.js';
export { type AdaptationResult, type AdaptOptions, adapt, type MeasuredDetails } from './adapt.js';
export { type ReadGeneratorFileOptions, readGenerator } from './read-generator.js';
export { type TrainBaseOptions, trainBase } from './train-base.js';
