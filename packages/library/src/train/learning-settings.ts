import type { Recipe } from '@ftn/training';

/** What a recipe may change of how classes of images are learned. */
export type LearningFields = Partial<
  Pick<Recipe, 'labelSmoothing' | 'classWeights' | 'sampling' | 'mixup' | 'cutmix'>
>;

/** Those that are in force, by their names: what is off has no field, so that runs of before it was there go on. */
export function learningSettings(recipe: LearningFields): LearningFields {
  const { labelSmoothing, classWeights, sampling, mixup, cutmix } = recipe;
  const fields = { labelSmoothing, classWeights, sampling, mixup, cutmix };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
