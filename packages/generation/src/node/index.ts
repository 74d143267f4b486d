// The whole public surface of @ftn/generation/node: training, and generators from files.
export {
  type AdaptationConfig,
  type AdaptationConfigInput,
  adaptationConfigSchema,
} from '../adaptation/adaptation-config.js';
export { AdaptationLearner, type AdaptationOptions } from '../adaptation/adaptation-learner.js';
export { type PerceptualFeatures, reconstructionLoss } from '../adaptation/reconstruction-loss.js';
export {
  type AdversarialConfig,
  type AdversarialConfigInput,
  adversarialConfigSchema,
} from '../adversarial/adversarial-config.js';
export { AdversarialLearner } from '../adversarial/adversarial-learner.js';
export { Gan } from '../adversarial/gan.js';
export { type StandingOptions, standingStatistics } from '../adversarial/standing-statistics.js';

export { type BaseRecipe, baseRecipeSchema } from '../recipes/base-recipe.js';
export {
  type GeneratorRecipe,
  type GeneratorSection,
  generatorRecipeSchema,
} from '../recipes/generator-recipe.js';
export { miniSeasonsBase } from '../recipes/mini-seasons-base.js';
export { type AdaptationResult, type AdaptOptions, adapt } from './adapt.js';
export { type ReadGeneratorFileOptions, readGenerator } from './read-generator.js';
export { type TrainBaseOptions, trainBase } from './train-base.js';
