import { expect, it } from 'vitest';
import { figuresTable, withTable } from '../figures/figures-table.js';
import { spread } from '../figures/spread.js';

it('marks the bar that is missed, and no other', () => {
  const figures = [
    { what: 'size', bar: '≤ 600 kB', found: '356 kB', kept: true },
    { what: 'switch', bar: '≤ 16 ms', found: '17 ms', kept: false },
    { what: 'seasons', bar: '', found: '211 ms', kept: null },
  ];
  expect(figuresTable(figures).split('\n').slice(2)).toEqual([
    '| size | ≤ 600 kB | 356 kB |',
    '| switch | ≤ 16 ms | 17 ms, missed |',
    '| seasons |  | 211 ms |',
  ]);
});

it('replaces what stands between the two marks, and refuses a page without them', () => {
  const page = 'before\n<!-- figures -->\nold\n<!-- figures -->\nafter';
  expect(withTable(page, 'new')).toBe('before\n<!-- figures -->\n\nnew\n\n<!-- figures -->\nafter');
  expect(() => withTable('before <!-- figures --> after', 'new')).toThrow(/not two lines/);
});

it('says the middle value with the least and the largest', () => {
  expect(spread([3, 1, 20], 1)).toBe('3.0 (1.0–20.0)');
});
