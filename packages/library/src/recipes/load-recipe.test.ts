import { createArchitecture } from '@ftn/backbones';
import { namedTransforms } from '@ftn/datasets';
import { createMethod } from '@ftn/tensor-factors';
import { rateTrials, systemsOf, transformsOf } from '@ftn/training';
import { describe, expect, it } from 'vitest';
import { loadRecipe, recipeNames } from './load-recipe.js';

describe.each(recipeNames())('the recipe %s', (name) => {
  const recipe = loadRecipe(name);

  it('names an existing backbone and existing transforms', () => {
    // A generator is none of the backbones.
    if (!recipe.generator) expect(() => createArchitecture(recipe.backbone)).not.toThrow();
    for (const transforms of [recipe.transforms.train, recipe.transforms.evaluate]) {
      const steps = transformsOf(transforms, recipe.input);
      expect(steps.at(-1)).toEqual({ kind: 'normalize', mean: recipe.input.mean, std: recipe.input.std });
    }
  });

  it('trains methods that exist, each with the same number of rate trials', () => {
    for (const { method, options, candidates } of systemsOf(recipe)) {
      expect(() => createMethod(method, options)).not.toThrow();
      expect(rateTrials(candidates), method).toHaveLength(recipe.tuningBudget);
    }
  });

  it('explains its choices without the values of settings, which a run may change', () => {
    for (const [choice, text] of Object.entries(recipe.choices))
      expect(text, choice).not.toMatch(/(?<![\p{L}-])\d/u);
  });

  it('names the command that runs it', () => {
    expect(recipe.command).toMatch(/^ftn [a-z]+/);
  });
});

describe('loadRecipe', () => {
  it('lists the built-in recipes', () => {
    expect(recipeNames()).toEqual(expect.arrayContaining(['default', 'domainnet', 'imagenet-to-sketch']));
  });

  it('suggests the nearest recipe for an unknown one', () => {
    expect(() => loadRecipe('defalt')).toThrow("unknown recipe 'defalt'. Did you mean 'default'?");
    expect(() => loadRecipe('./none.yaml')).toThrow('none.yaml: the recipe is missing');
  });
});

describe('namedTransforms', () => {
  it('refuses an unknown preset', () => {
    const { input } = loadRecipe('default');
    expect(() => namedTransforms('paper-trainin', input)).toThrow("Did you mean 'paper-training'?");
  });
});
