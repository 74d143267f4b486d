import { describe, expect, it } from 'vitest';
import { loadRecipe } from '../recipes/load-recipe.js';
import { departures } from './departures.js';

const written = loadRecipe('table-s1');
const { images } = written;
const published = Object.entries(images).map(([sourceName, { train, test }]) => ({
  sourceName,
  train: { length: train },
  test: { length: test },
}));
const of = (set: string[], more: object = {}) =>
  departures({ recipe: loadRecipe('table-s1', set), written, domains: published, ...more });

describe('departures', () => {
  it('are none where recipe and images are the source’s, whatever the seed, the ranks and the methods', () => {
    expect(of([])).toEqual([]);
    expect(of(['seed=3', 'ranks=[4]'], { systems: [{ method: 'ftn' }] })).toEqual([]);
  });

  it('name every setting that is in force in place of the recipe’s', () => {
    expect(of(['epochs=1', 'input.size=32', 'methods.adashare.phases.policy.steps=2'])).toEqual([
      'input.size: 32 (recipe: 224)',
      'epochs: 1 (recipe: 30)',
      'methods.adashare.phases.policy.steps: 2 (recipe: 400)',
    ]);
    // Of what is trained.
    expect(of(['methods.adashare.phases.policy.steps=2'], { systems: [{ method: 'taps' }] })).toEqual([]);
  });

  it('count images', () => {
    const one = { sourceName: 'clipart', train: { length: 1 }, test: { length: 1 } };
    expect(of([], { domains: [one, ...published.slice(1, -1)] })).toEqual([
      'images of clipart: 1 for training, 1 for testing (recipe: 33,525, 14,604)',
      'without sketch',
    ]);
    expect(of([], { options: { limit: 2, tune: true } })).toEqual([
      'at most 2 training images of each class (of each set of maps)',
      'at most 2 test images of each class (of each set of maps)',
      'rates: chosen on held-out images (recipe: its own)',
    ]);
  });
});
