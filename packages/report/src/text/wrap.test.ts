import { describe, expect, it } from 'vitest';
import { displayWidth, pad } from './display-width.js';
import { wrapName } from './wrap.js';

describe('wrapName', () => {
  it.each([
    ['clipart', 10, ['clipart']],
    ['office home real world', 11, ['office home', 'real world']],
    ['VGG-Flowers/test_set', 8, ['VGG-', 'Flowers/', 'test_set']],
    ['caltechBirds', 8, ['caltech', 'Birds']],
    ['quickdraw', 4, ['quic', 'kdra', 'w']],
    ['', 5, ['']],
  ])('breaks %j at %d columns', (name, width, lines) => {
    expect(wrapName(name, width)).toEqual(lines);
  });

  it('never exceeds the width, also with wide characters', () => {
    for (const line of wrapName('素描スケッチ日本語-images of birds', 6))
      expect(displayWidth(line)).toBeLessThanOrEqual(6);
  });
});

describe('displayWidth', () => {
  it('counts columns, not characters', () => {
    expect(['abc', '素描', 'e\u0301', '👍', '×'].map(displayWidth)).toEqual([3, 4, 1, 2, 1]);
  });

  it('determines how far pad fills a cell', () => {
    expect(pad('素', 4, 'start')).toBe('  素');
    expect(pad('77.13', 7, 'end')).toBe('77.13  ');
    expect(pad('too long', 3, 'end')).toBe('too long');
  });
});
