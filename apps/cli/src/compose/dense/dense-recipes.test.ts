import { createArchitecture } from '@ftn/backbones';
import { createMethod } from '@ftn/tensor-factors';
import { rateTrials, systemsOf } from '@ftn/training';
import { describe, expect, it } from 'vitest';
import { recipeNames } from '../recipes.js';
import { denseRecipes, loadDenseRecipe } from './dense-recipes.js';
import { denseSteps } from './dense-transforms.js';
import { denseWords } from './dense-words.js';

describe.each(recipeNames(denseRecipes))('the dense recipe %s', (name) => {
  const recipe = loadDenseRecipe(name);

  it('names a backbone that runs at its output stride, and transforms there are', () => {
    const { backbone, outputStride, input, transforms } = recipe;
    expect(createArchitecture(backbone, { outputStride }).features.at(-1)!.reduction).toBe(outputStride);
    for (const steps of [transforms.train, transforms.evaluate].map((one) => denseSteps(one, input)))
      expect(steps.at(-1)).toEqual({ kind: 'normalize', mean: input.mean, std: input.std });
  });

  it('describes methods that can be made, all with the same budget of rates', () => {
    for (const { method, options, candidates } of systemsOf(recipe)) {
      expect(createMethod(method, options).traits.freezesShared, method).toBe(true);
      expect(rateTrials(candidates), method).toHaveLength(recipe.tuningBudget);
    }
  });

  it('names the data it is for', () => {
    expect(Object.values(denseWords).map((word) => word.recipe)).toContain(name);
    expect(recipe.command).toMatch(/^ftn [a-z]+/);
  });
});

describe('denseSteps', () => {
  it('refuses a preset there is none of', () => {
    const { input } = loadDenseRecipe('mini-rooms');
    expect(() => denseSteps('dense-trainin', input)).toThrow("Did you mean 'dense-training'?");
  });
});
