import { describe, expect, it } from 'vitest';
import { settingsDiff } from './settings-diff.js';

const settings = {
  recipe: { epochs: 3, optimizers: { factors: { rate: 0.005 }, default: { rate: 0.01 } } },
  data: { name: 'birds', sha256: 'aa' },
  classes: ['crow', 'wren'],
  backbone: { name: 'resnet18', sha256: 'bb' },
  options: { rank: 4 },
};

/** Every copy of `settings` with one leaf changed, with that leaf's path. */
const changes: [string, unknown][] = [
  ['recipe.epochs', { ...settings, recipe: { ...settings.recipe, epochs: 4 } }],
  [
    'recipe.optimizers.factors.rate',
    {
      ...settings,
      recipe: { ...settings.recipe, optimizers: { ...settings.recipe.optimizers, factors: { rate: 0.05 } } },
    },
  ],
  ['data.sha256', { ...settings, data: { name: 'birds', sha256: 'ab' } }],
  ['classes', { ...settings, classes: ['wren', 'crow'] }],
  ['backbone.sha256', { ...settings, backbone: { ...settings.backbone, sha256: 'cc' } }],
  ['options.rank', { ...settings, options: { rank: 8 } }],
  ['options.modes', { ...settings, options: { rank: 4, modes: 'separable' } }],
];

describe('settingsDiff', () => {
  it('is empty for equal settings, whatever the order of fields', () => {
    const shuffled = JSON.parse(
      JSON.stringify({ ...settings, recipe: undefined, classes: settings.classes }),
    );
    expect(settingsDiff(settings, structuredClone(settings))).toEqual([]);
    expect(settingsDiff(settings, { ...shuffled, recipe: settings.recipe })).toEqual([]);
  });

  it('is empty where an undefined value was not stored', () => {
    const now = { ...settings, keep: undefined };
    expect(settingsDiff(JSON.parse(JSON.stringify(now)), now)).toEqual([]);
    expect(settingsDiff({ ...settings, keep: 'best' }, now)).toEqual(['keep: "best" → nothing']);
  });

  it.each(changes)('lists only %s when it changed', (path, changed) => {
    const diff = settingsDiff(settings, changed);
    expect(diff).toHaveLength(1);
    expect(diff[0]).toMatch(new RegExp(`^${path}: .+ → .+$`));
  });

  it('compares hashes by all their digits and prints the first', () => {
    const [a, b] = ['0', '1'].map((last) => ({ sha256: `${'ab'.repeat(31)}a${last}` }));
    expect(settingsDiff(a, b)).toEqual(['sha256: abababababab… → abababababab…']);
  });

  it('tells long lists by where they first differ, and short ones whole', () => {
    const classes = Array.from({ length: 345 }, (_, i) => `class-${i}`);
    const other = classes.with(300, 'syringe');
    expect(settingsDiff({ classes }, { classes: other })).toEqual([
      'classes: 345 values → 345, first other at 300: "class-300" → "syringe"',
    ]);
    expect(settingsDiff({ classes }, { classes: classes.slice(0, 2) })).toEqual([
      'classes: 345 values → 2, first other at 2: "class-2" → nothing',
    ]);
    expect(settingsDiff({ ranks: [1, 2] }, { ranks: [1] })).toEqual(['ranks: [1,2] → [1]']);
  });

  it('lists a field that disappeared', () => {
    expect(settingsDiff({ a: 1, b: { c: 2 } }, { a: 1 })).toEqual(['b.c: 2 → nothing']);
  });
});
