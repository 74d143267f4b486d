import { createArchitecture } from '@ftn/backbones';
import { namedTransforms } from '@ftn/datasets';
import { createMethod } from '@ftn/tensor-factors';
import { rateTrials, systemsOf } from '@ftn/training';
import { describe, expect, it } from 'vitest';
import { loadRecipe, recipeNames } from './load-recipe.js';

describe.each(recipeNames())('the recipe %s', (name) => {
  const recipe = loadRecipe(name);

  it('names a backbone and transforms there are', () => {
    // A generator is none of the backbones.
    if (!recipe.generator) expect(() => createArchitecture(recipe.backbone)).not.toThrow();
    for (const transforms of [recipe.transforms.train, recipe.transforms.evaluate]) {
      const steps = namedTransforms(transforms, recipe.input);
      expect(steps.at(-1)).toEqual({ kind: 'normalize', mean: recipe.input.mean, std: recipe.input.std });
    }
  });

  it('describes methods that can be made, all with the same budget of rates', () => {
    for (const { method, options, candidates } of systemsOf(recipe)) {
      expect(() => createMethod(method, options)).not.toThrow();
      expect(rateTrials(candidates), method).toHaveLength(recipe.tuningBudget);
    }
  });

  it('explains its choices without the values of settings, which a run may change', () => {
    for (const [choice, text] of Object.entries(recipe.choices))
      expect(text, choice).not.toMatch(/(?<![\p{L}-])\d/u);
  });

  it('gives the command that runs it', () => {
    expect(recipe.command).toMatch(/^ftn [a-z]+/);
  });
});

describe('loadRecipe', () => {
  it('lists the recipes that ship', () => {
    expect(recipeNames()).toEqual(expect.arrayContaining(['default', 'domainnet', 'imagenet-to-sketch']));
  });

  it('names the nearest where there is none', () => {
    expect(() => loadRecipe('defalt')).toThrow("unknown recipe 'defalt'. Did you mean 'default'?");
    expect(() => loadRecipe('./none.yaml')).toThrow('there is no such recipe');
  });
});

describe('namedTransforms', () => {
  it('refuses a preset there is none of', () => {
    const { input } = loadRecipe('default');
    expect(() => namedTransforms('paper-trainin', input)).toThrow("Did you mean 'paper-training'?");
  });
});
