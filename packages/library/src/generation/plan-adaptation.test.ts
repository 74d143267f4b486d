import { describe, expect, it } from 'vitest';
import type { TrainOptions } from '../train/options.js';
import { planTraining } from '../train/plan-training.js';

const plan = (options: Partial<TrainOptions> = {}) =>
  planTraining({ data: 'mini-seasons', generator: 'mini-summer', ...options });

describe('the plan for adapting a generator', () => {
  it('defaults to the generator’s recipe, the highest rank, and the generator as frozen network', () => {
    const { recipe, system } = plan();
    expect(recipe).toMatchObject({
      title: 'A small BigGAN in four made-up seasons',
      backbone: 'mini-summer',
    });
    expect(system).toMatchObject({ method: 'ftn', rank: 8, config: { epochs: 25, batchSize: 16, seed: 0 } });
    expect(plan({ recipe: 'table-s2-mini', rank: 2 }).system.rank).toBe(2);
    expect(plan({ generator: './G_ema.pth' }).recipe).toMatchObject({ backbone: './G_ema.pth', ranks: [50] });
  });

  it('takes the generator from the recipe that names one', () => {
    const { recipe } = plan({ generator: undefined, recipe: 'table-s2-mini' });
    expect(recipe.backbone).toBe('mini-summer');
  });

  it('applies options, schedules and optimizers as for classifiers', () => {
    const set = ['schedule={kind: polynomial}', 'methods.ftn.optimizers.latents={kind: sgd, rate: 0.1}'];
    const { config } = plan({ epochs: 3, batchSize: 4, seed: 7, set }).system;
    expect(config).toMatchObject({
      epochs: 3,
      batchSize: 4,
      seed: 7,
      schedule: { kind: 'polynomial', power: 0.9 },
    });
    expect(config.optimizers.latents).toMatchObject({ kind: 'sgd', rate: 0.1 });
  });
});

describe('options that do not apply to adapting a generator', () => {
  it.each<[string, Partial<TrainOptions>, RegExp]>([
    ['half precision', { half: true }, /`half` does not apply to adapting a generator.*`halveAdapter`/s],
    ['joint tasks', { joint: true }, /`joint` does not apply to adapting a generator/],
    [
      'a backbone',
      { backbone: 'resnet18' },
      /`backbone` does not apply to adapting a generator.*`generator: FILE`/s,
    ],
    ['a share for testing', { testFraction: 0.2 }, /`testFraction` does not apply to adapting a generator/],
    ['fewer test images', { testLimit: 3 }, /`testLimit` does not apply to adapting a generator/],
    [
      'a discriminator without an adversarial term',
      { recipe: 'table-s2-mini', discriminator: '/nowhere' },
      /`discriminator` names a network that the recipe's loss does not use.*generator\.adversarial\.weight/s,
    ],
    [
      'weights without a perceptual term',
      { weights: '/nowhere' },
      /`weights` names a network that the recipe's loss/,
    ],
    [
      'a method of phases',
      { method: 'taps', set: ['methods.taps={optimizers: {default: {kind: sgd, rate: 1}}}'] },
      /'taps' cannot adapt/,
    ],
    ['another range of pixels', { set: ['input.mean=[0, 0, 0]'] }, /images of a generator are in \[−1, 1\]/],
    [
      'other images to learn than to measure',
      { set: ['transforms.train=small-training'] },
      /the same transforms for training and measuring/,
    ],
    ['a recipe of classifiers', { recipe: 'default' }, /adapts no generator, and `generator` names one/],
    [
      'a discriminator of no generator',
      { generator: undefined, recipe: 'default', discriminator: 'D.pth' },
      /adapts no generator, and `discriminator` names one/,
    ],
  ])('are refused by name: %s', (_, options, message) => {
    expect(() => plan(options)).toThrow(message);
  });
});
