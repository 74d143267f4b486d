import { hasMaps } from '@ftn/datasets';
import { suggest, UsageError } from '@ftn/errors';
import type { Recipe } from '@ftn/training';
import type { Data } from '../data/data.js';

/**
 * Weights by which every class counts as much as any other in sum: n / (k · n_c), with n images, k classes that have some,
 * and n_c images of the class; 1 for a class without images, as nothing is learned from it.
 */
export function balancedWeights(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]! += 1;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : labels.length / (present * count)));
}

/**
 * How much an image of each class counts in the loss on a domain's training images; undefined where the recipe says nothing.
 *
 * @throws UsageError for a class the domain does not have, with the nearest
 */
export function classWeightsOf(
  { classWeights }: Partial<Pick<Recipe, 'classWeights'>>,
  { name, classes, train }: Pick<Data, 'name' | 'classes' | 'train'>,
): number[] | undefined {
  if (classWeights === undefined) return undefined;
  if (classWeights === 'balanced') {
    // Maps have no class each: the task refuses the setting by its name.
    if (hasMaps(train)) return [];
    const labels = Array.from({ length: train.length }, (_, index) => train.label(index));
    return balancedWeights(labels, classes.length);
  }
  const unknown = Object.keys(classWeights).find((one) => !classes.includes(one));
  if (unknown === undefined) return classes.map((one) => classWeights[one] ?? 1);
  throw new UsageError(`classWeights names a class that '${name}' does not have, '${unknown}'`, {
    hint: suggest(unknown, classes),
  });
}
