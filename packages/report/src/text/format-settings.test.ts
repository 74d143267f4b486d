import { describe, expect, it } from 'vitest';
import { formatSettings } from './format-settings.js';

describe('formatSettings', () => {
  it('writes nested settings one per line with their path', () => {
    const settings = {
      seed: 7,
      optimizer: { factors: { name: 'adam', rate: 0.005 } },
      ranks: [1, 10],
      stages: [{ epochs: 3 }, { epochs: 5 }],
      empty: {},
      none: null,
      left: undefined,
    };
    expect(formatSettings(settings).split('\n')).toEqual([
      'seed = 7',
      'optimizer.factors.name = adam',
      'optimizer.factors.rate = 0.005',
      'ranks = 1, 10',
      'stages.0.epochs = 3',
      'stages.1.epochs = 5',
      'empty = {}',
      'none = null',
    ]);
  });

  it('stops at a cycle and escapes names and values', () => {
    const loop: Record<string, unknown> = { 'a\u001b': 'x\ny' };
    loop.self = loop;
    expect(formatSettings(loop)).toBe('a\ufffd = x y\nself = …');
  });
});
