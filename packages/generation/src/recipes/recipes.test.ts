import { bigGanConfig, bigGanConfigs, bigGanGenerator, countParameters } from '@ftn/backbones';
import { miniSeasonsScenes } from '@ftn/datasets';
import { cpCount } from '@ftn/tensor-factors';
import { expect, it } from 'vitest';
import { adaptationRecipeSchema } from './adaptation-recipe.js';
import { baseRecipeSchema } from './base-recipe.js';
import { miniSeasonsBase } from './mini-seasons-base.js';
import { miniSeasons, transientSeasons } from './seasons.js';

it('the base of the made-up seasons knows their scenes, and ships within 3 MB as half floats', () => {
  const { network } = miniSeasonsBase;
  expect(network.classes).toBe(miniSeasonsScenes.length);
  const parameters = countParameters(bigGanGenerator('base', bigGanConfig(network)));
  expect(2 * parameters).toBeLessThan(3e6);
  expect(parameters).toBe(1_163_348);
});

it('the seasons train as the supplement says, E.2', () => {
  const { training, ranks, domains } = transientSeasons;
  expect(training).toMatchObject({ epochs: 2000, schedule: 'cosine', patience: 400 });
  expect(training.optimizers.factors).toMatchObject({ kind: 'adam', rate: 0.05 });
  expect(training.optimizers.linear).toMatchObject({ kind: 'adam', rate: 0.001 });
  expect([ranks, domains]).toEqual([
    [20, 50],
    ['winter', 'spring', 'autumn'],
  ]);
  const perRank = bigGanGenerator('full', bigGanConfigs.biggan128).convolutions.map((layer) =>
    cpCount(layer, 1),
  );
  const sum = perRank.reduce((a, b) => a + b);
  // About 439 thousand and 1.10 million factors a season.
  expect(ranks.map((rank) => rank * sum)).toEqual([439_020, 1_097_550]);
});

it('recipes are read as they are written', () => {
  expect(baseRecipeSchema.parse(JSON.parse(JSON.stringify(miniSeasonsBase)))).toEqual(miniSeasonsBase);
  for (const recipe of [transientSeasons, miniSeasons])
    expect(adaptationRecipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
});
