import { bigGanConfig, bigGanGenerator, countParameters } from '@ftn/backbones';
import { miniSeasonsScenes } from '@ftn/synthetic';
import { expect, it } from 'vitest';
import { baseRecipeSchema } from './base-recipe.js';
import { miniSeasonsBase } from './mini-seasons-base.js';

it('the made-up seasons’ base generator knows their scenes, and ships within 3 MB as half floats', () => {
  const { network } = miniSeasonsBase;
  expect(network.classes).toBe(miniSeasonsScenes.length);
  const parameters = countParameters(bigGanGenerator('base', bigGanConfig(network)));
  expect(2 * parameters).toBeLessThan(3e6);
  expect(parameters).toBe(1_163_348);
});

it('the recipe of the base generator is read as written', () => {
  expect(baseRecipeSchema.parse(JSON.parse(JSON.stringify(miniSeasonsBase)))).toEqual(miniSeasonsBase);
});
