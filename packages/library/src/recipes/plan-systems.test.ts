import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { loadRecipe } from './load-recipe.js';
import { planSystems, systemLabel } from './plan-systems.js';

const recipe = loadRecipe('default');

describe('planSystems', () => {
  it('trains methods with a rank at each rank, the others once, in the order that is asked for', () => {
    const systems = planSystems(recipe, { methods: ['ftn', 'feature-extractor'], ranks: [4, 1] });
    expect(systems.map(systemLabel)).toEqual(['ftn R=4', 'ftn R=1', 'feature-extractor']);
    expect(systems[0]!.options).toMatchObject({ rank: 4 });
  });

  it.each<[string, Parameters<typeof planSystems>, RegExp]>([
    ['a method twice', [recipe, { methods: ['ftn', 'ftn'] }], /--methods names ftn twice/],
    ['a rank twice', [recipe, { ranks: [1, 1] }], /--ranks names 1 twice/],
    ['nothing', [recipe, { methods: [] }], /nothing to compare/],
    [
      'a rank that its own ranks would replace',
      [loadRecipe('default', ['methods.ftn.options={rank: "layer4=8,*=2"}']), { methods: ['ftn'] }],
      /a rank in methods\.ftn\.options.*got layer4=8,\*=2/,
    ],
  ])('refuses %s', (_, [of, choice], message) => {
    expect(() => planSystems(of, choice)).toThrow(UsageError);
    expect(() => planSystems(of, choice)).toThrow(message);
  });
});
