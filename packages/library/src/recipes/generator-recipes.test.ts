import { bigGanConfigs, bigGanGenerator } from '@ftn/backbones';
import { generatorRecipeSchema } from '@ftn/generation/node';
import { cpCount } from '@ftn/tensor-factors';
import { parseRecipe, scheduleFactor } from '@ftn/training';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fromEarlierForm } from './earlier-form.js';
import { loadRecipe, recipeNames, recipeText } from './load-recipe.js';

const names = recipeNames().filter((name) => loadRecipe(name).generator);

it('three of the built-in recipes adapt a generator', () => {
  expect(names).toEqual(['mini-seasons', 'seasons', 'table-s2-mini']);
});

describe.each(names)('the recipe %s', (name) => {
  it('names the command that runs it, and trains reconstruction of three seasons', () => {
    const { command, domains, tasks, methods } = loadRecipe(name);
    expect(command).toMatch(/^ftn [a-z]+/);
    expect(domains).toEqual(['winter', 'spring', 'autumn']);
    expect(tasks).toEqual(['reconstruction']);
    expect(methods.ftn!.optimizers).toMatchObject({ linear: { rate: 0.001 }, latents: { rate: 0.05 } });
  });
});

it('the recipe of seasons follows the supplement, E.2, at ranks with 439 thousand and 1.10 million factors', () => {
  const { epochs, schedule, methods, ranks, paper, generator } = loadRecipe('seasons');
  expect({ epochs, schedule }).toEqual({ epochs: 2000, schedule: { kind: 'cosine', every: 'step' } });
  expect(scheduleFactor(schedule, { step: 1, totalSteps: 4, epoch: 0, epochs: 2 })).toBe(
    (1 + Math.cos(Math.PI / 4)) / 2,
  );
  expect(methods.ftn!.optimizers.default).toMatchObject({ kind: 'adam', rate: 0.05 });
  expect(generator).toMatchObject({ patience: 400, adversarial: { weight: 0 }, classes: 'one' });
  expect(paper['ftn-20']!.winter).toBe(18.11);
  expect(paper['ftn-50']!.winter).toBe(22.23);
  const perRank = bigGanGenerator('full', bigGanConfigs.biggan128).convolutions.map((layer) =>
    cpCount(layer, 1),
  );
  const sum = perRank.reduce((a, b) => a + b);
  expect(ranks.map((rank) => rank * sum)).toEqual([439_020, 1_097_550]);
});

it('a fault in a recipe’s generator section is reported with its line, and defaults can be overridden', () => {
  const { text } = recipeText('seasons');
  const broken = text.replace('linears: all', 'linears: every');
  const line = broken.split('\n').findIndex((at) => at.includes('linears: every')) + 1;
  const read = () => parseRecipe(broken, { file: 'mine.yaml' }, generatorRecipeSchema);
  expect(read).toThrow(new RegExp(`^mine\\.yaml, line ${line}: 'generator\\.linears' cannot be "every"`));
  expect(() => loadRecipe('seasons', ['generator.rate=1'])).toThrow(/'generator\.rate'/);
  expect(loadRecipe('seasons', ['generator.adversarial.weight=0.5']).generator!.adversarial.weight).toBe(0.5);
  expect(() => loadRecipe('seasns')).toThrow("unknown recipe 'seasns'. Did you mean 'seasons'?");
});

describe('a recipe that version 0.1 wrote into the folder of an adapted generator', () => {
  const earlier = `# ftn 0.1.0
# ftn train --generator mini-summer --data mini-seasons/winter
title: A small BigGAN in four made-up seasons
source: mini-seasons
command: ftn train --generator mini-summer
time: seconds
generator: { resolution: 64, width: 12 }
classes: scenes
madeUp: { train: 13, val: 1, test: 40 }
domains: [winter]
ranks: [2]
linears: norms+first
spectralNorm: after
training:
  epochs: 50
  batchSize: 16
  schedule: constant
  optimizers:
    factors: { kind: adam, rate: 0.02, decay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1.0e-8 }
    linear: { kind: adam, rate: 0.001 }
    latents: { kind: adam, rate: 0.05 }
  loss: { l1: 1, pyramid: 0.5 }
  latents: { prior: 0.001 }
  patience: null
  seed: 3
classifier: null
choices: { loss: L1 }
paper: { winter: { 20: 18.11 } }
`;

  it('is read as a current recipe', () => {
    const recipe = parseRecipe(fromEarlierForm(earlier), { file: 'config.yaml' }, generatorRecipeSchema);
    expect(recipe).toMatchObject({
      backbone: 'mini-summer',
      tasks: ['reconstruction'],
      madeUp: { train: 13, val: 1, test: 40 },
      domains: ['winter'],
      epochs: 50,
      batchSize: 16,
      schedule: { kind: 'constant' },
      seed: 3,
      paper: { 'ftn-20': { winter: 18.11 } },
      generator: {
        expected: { resolution: 64, width: 12 },
        classes: 'scenes',
        linears: 'norms+first',
        loss: { l1: 1, pyramid: 0.5 },
        latents: { prior: 0.001 },
        patience: null,
      },
    });
    expect(recipe.methods.ftn!.optimizers.default).toMatchObject({ kind: 'adam', rate: 0.02 });
    expect(recipe.methods.ftn!.optimizers.linear).toMatchObject({ rate: 0.001 });
  });

  it('is the only one converted: every built-in recipe stays as written', () => {
    for (const name of recipeNames()) {
      const { text } = recipeText(name);
      expect(fromEarlierForm(text)).toBe(text);
    }
    expect(parse(fromEarlierForm(earlier))).not.toHaveProperty('training');
    expect(fromEarlierForm('training: 5\n')).toBe('training: 5\n');
  });
});
