import { UsageError } from '@ftn/errors';
import { defineMethod, registerMethod, wholeOption } from '@ftn/tensor-factors';
import { describe, expect, it } from 'vitest';
import { recipeSchema } from './recipe-schema.js';
import { systemOf, systemsOf } from './systems.js';

const optimizers = { default: { kind: 'sgd', rate: 0.01 } };
const recipe = recipeSchema.parse({
  title: 'Small',
  source: 'none',
  command: 'none',
  time: 'none',
  backbone: 'resnet10-small',
  input: { size: 32, mean: [0, 0, 0], std: [1, 1, 1] },
  transforms: { train: 'small-training', evaluate: 'small-evaluation' },
  epochs: 2,
  batchSize: 4,
  schedule: { kind: 'constant' },
  seed: 3,
  ranks: [1, 8],
  methods: {
    'feature-extractor': { optimizers },
    ftn: { optimizers, options: { modes: 'separable' }, candidates: { default: [0.1, 0.01] } },
  },
});

describe('systems of a recipe', () => {
  it('lists every method, those with a rank at each rank, in order', () => {
    expect(systemsOf(recipe).map(({ method, rank }) => [method, rank])).toEqual([
      ['feature-extractor', null],
      ['ftn', 1],
      ['ftn', 8],
    ]);
  });

  it('carries the options and settings that determine the numbers', () => {
    const system = systemOf(recipe, 'ftn', { rank: 8 });
    expect(system.options).toEqual({ modes: 'separable', rank: 8 });
    expect(system.config).toEqual({
      epochs: 2,
      batchSize: 4,
      seed: 3,
      schedule: { kind: 'constant' },
      optimizers: recipe.methods.ftn!.optimizers,
    });
    expect(system.candidates).toEqual({ default: [0.1, 0.01] });
  });

  it('calls options of its own a variant, in one order, but for a rank that is a number', () => {
    const own = { modes: 'three', layers: 'layer4' };
    expect(systemOf(recipe, 'ftn', { rank: 8, ...own })).toMatchObject({
      rank: 8,
      variant: 'layers=layer4, modes=three',
      options: { ...own, rank: 8 },
    });
    const byLayer = systemOf(recipe, 'ftn', { rank: 'layer4=8,*=2' });
    expect(byLayer).toMatchObject({ rank: null, variant: 'rank=layer4=8,*=2' });
    expect(systemOf(recipe, 'ftn', { rank: 8 })).not.toHaveProperty('variant');
  });

  it('trains a registered method the recipe does not name with the first optimizer of each parameter group', () => {
    const mine = defineMethod({
      name: 'mine',
      title: 'Mine',
      summary: 'the frozen network',
      options: { rank: wholeOption('ranks', 3, { from: 1 }) },
      create: () => ({
        convolution: () => null,
        ownsBatchNorm: () => true,
        usesShared: true,
        traits: { startsAtBase: true },
      }),
    });
    expect(() => systemOf(recipe, 'mine')).toThrow("does not train 'mine'");
    registerMethod(mine);
    const factors = { kind: 'adam', rate: 0.002 };
    const { methods } = recipeSchema.parse({
      ...recipe,
      methods: {
        'feature-extractor': { optimizers },
        ftn: { optimizers: { default: { kind: 'sgd', rate: 0.5 }, factors } },
      },
    });
    const system = systemOf({ ...recipe, methods }, 'mine', { rank: 4 });
    expect(system.rank).toBe(4);
    expect(system.config.optimizers).toEqual({
      default: methods['feature-extractor']!.optimizers.default,
      factors: methods.ftn!.optimizers.factors,
    });
  });

  it('refuses a method the recipe does not train', () => {
    expect(() => systemOf(recipe, 'fine-tuning')).toThrow(UsageError);
    expect(() => systemOf(recipe, 'feature-extracter')).toThrow("Did you mean 'feature-extractor'?");
  });
});
