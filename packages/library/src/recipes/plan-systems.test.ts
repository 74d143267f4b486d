import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { loadRecipe } from './load-recipe.js';
import { planSystems, systemFolder, systemLabel } from './plan-systems.js';

const recipe = loadRecipe('default');

describe('planSystems', () => {
  it('trains methods with a rank at each rank, the others once, in the order that is asked for', () => {
    const systems = planSystems(recipe, { methods: ['ftn', 'feature-extractor'], ranks: [4, 1] });
    expect(systems.map(systemLabel)).toEqual(['ftn R=4', 'ftn R=1', 'feature-extractor']);
    expect(systems[0]!.options).toMatchObject({ rank: 4 });
  });

  it('puts variants of a method beside it, those with a rank of their own once', () => {
    const methods = [
      'ftn',
      'ftn[modes=separable,layers=layer[34]|conv1,layer2]',
      { method: 'ftn', options: { layers: 'layer4' } },
      'ftn[rank=layer4=8,*=2]',
      'ftn[rank=3]',
    ];
    const systems = planSystems(recipe, { methods, ranks: [4] });
    expect(systems.map(systemLabel)).toEqual([
      'ftn R=4',
      'ftn R=4 (layers=layer[34]|conv1,layer2, modes=separable)',
      'ftn R=4 (layers=layer4)',
      'ftn (rank=layer4=8,*=2)',
      'ftn R=3',
    ]);
    expect(systems[1]!.options).toMatchObject({
      rank: 4,
      modes: 'separable',
      layers: 'layer[34]|conv1,layer2',
    });
    expect(systems[3]!.options).toMatchObject({ rank: 'layer4=8,*=2' });
  });

  it('gives every variant a folder of its own, also where characters are lost', () => {
    const folders = planSystems(recipe, {
      methods: ['ftn', ...['layer4', 'layer4.0', 'layer4-0', 'Layer4'].map((part) => `ftn[layers=${part}]`)],
      ranks: [4],
    }).map(systemFolder);
    expect(folders.slice(0, 2)).toEqual(['ftn-R-4', 'ftn-R-4-layers-layer4']);
    expect(folders[2]).toMatch(/^ftn-R-4-layers-layer4-0-[0-9a-f]{8}$/);
    expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(5);
  });

  it.each<[string, Parameters<typeof planSystems>, RegExp]>([
    ['a method twice', [recipe, { methods: ['ftn', 'ftn'] }], /`methods` names ftn twice/],
    ['a rank twice', [recipe, { ranks: [1, 1] }], /`ranks` names 1 twice/],
    [
      'two words for one',
      [recipe, { methods: ['ftn', 'ftn[modes=three]'], ranks: [2] }],
      /are the same system/,
    ],
    ['a rank there is', [recipe, { methods: ['ftn', 'ftn[rank=2]'], ranks: [2] }], /are the same system/],
    [
      'one variant twice',
      [recipe, { methods: ['ftn[layers=a,modes=three]', 'ftn[layers=a]'], ranks: [2] }],
      /'ftn R=2 \(layers=a, modes=three\)' and 'ftn R=2 \(layers=a\)' are the same system/,
    ],
    ['an option there is none of', [recipe, { methods: ['ftn[layer=a]'] }], /no option 'layer'.*'layers'/],
    ['an option of another method', [recipe, { methods: ['taps[modes=three]'] }], /no option 'modes'/],
    ['no assignment', [recipe, { methods: ['ftn[]'] }], /expected ftn\[option=value/],
    ['an option twice', [recipe, { methods: ['ftn[layers=a,layers=b]'] }], /'layers' twice/],
    ['a value it does not take', [recipe, { methods: ['ftn[rank=0]'] }], /invalid option 'rank'/],
    ['an unknown method', [recipe, { methods: ['ftm[rank=1]'] }], /unknown method 'ftm'.*'ftn'/],
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
