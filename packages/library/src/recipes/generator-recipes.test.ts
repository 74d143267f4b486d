import { bigGanConfigs, bigGanGenerator } from '@ftn/backbones';
import { cpCount } from '@ftn/tensor-factors';
import { describe, expect, it } from 'vitest';
import { recipeNames } from '../recipes.js';
import { generatorRecipes, loadGeneratorRecipe } from './generator-recipes.js';

describe.each(recipeNames(generatorRecipes))('the recipe %s', (name) => {
  it('is read, and gives the command that runs it', () => {
    const recipe = loadGeneratorRecipe(name);
    expect(recipe.command).toMatch(/^ftn [a-z]+/);
    expect(recipe.domains).toEqual(['winter', 'spring', 'autumn']);
  });
});

it('the seasons train as the supplement says, E.2, at ranks whose factors are 439 thousand and 1.10 million', () => {
  const { training, ranks, paper } = loadGeneratorRecipe('seasons');
  expect(training).toMatchObject({ epochs: 2000, schedule: 'cosine', patience: 400 });
  expect(training.optimizers.factors).toMatchObject({ kind: 'adam', rate: 0.05 });
  expect(training.optimizers.linear).toMatchObject({ kind: 'adam', rate: 0.001 });
  expect(training.adversarial.weight).toBe(0);
  expect(paper.winter).toEqual({ 20: 18.11, 50: 22.23 });
  const perRank = bigGanGenerator('full', bigGanConfigs.biggan128).convolutions.map((layer) =>
    cpCount(layer, 1),
  );
  const sum = perRank.reduce((a, b) => a + b);
  expect(ranks.map((rank) => rank * sum)).toEqual([439_020, 1_097_550]);
});

it('says what is wrong with a setting', () => {
  expect(() => loadGeneratorRecipe('seasons', ['training.rate=1'])).toThrow(/'training\.rate'/);
  expect(() => loadGeneratorRecipe('seasns')).toThrow("unknown recipe 'seasns'. Did you mean 'seasons'?");
});
