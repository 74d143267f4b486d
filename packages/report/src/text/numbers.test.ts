import { describe, expect, it } from 'vitest';
import {
  formatBothBytes,
  formatBytes,
  formatCount,
  formatMultiple,
  formatTick,
  formatValue,
} from './numbers.js';

describe('formatValue', () => {
  it.each([
    [77.127, 2, '77.13'],
    [5, 2, '5.00'],
    [-1.5, 1, '−1.5'],
    [-0.001, 2, '0.00'],
    [0.1234, 4, '0.1234'],
    [Number.NaN, 2, 'n/a'],
    [Number.POSITIVE_INFINITY, 2, 'n/a'],
  ])('writes %d with %d decimals as %s', (value, digits, expected) => {
    expect(formatValue(value, digits)).toBe(expected);
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [8839, '8,839'],
    [21_284_672, '21,284,672'],
    [127_708_032, '127,708,032'],
    [9_007_199_254_740_991, '9,007,199,254,740,991'],
  ])('writes %d with every digit and separators', (count, expected) => {
    expect(formatCount(count)).toBe(expected);
  });
});

describe('formatMultiple', () => {
  it('keeps three decimals, since differences are small', () => {
    expect([1, 1.00851, 6].map(formatMultiple)).toEqual(['1.000×', '1.009×', '6.000×']);
    expect(formatMultiple(Number.NaN)).toBe('n/a');
  });
});

describe('formatTick', () => {
  it.each([
    [0, '0'],
    [0.30000000000000004, '0.3'],
    [-2.5, '−2.5'],
    [5000, '5000'],
    [10_000, '10k'],
    [250_000, '250k'],
    [1_500_000, '1.5M'],
    [2e9, '2G'],
    [0.00002, '2e−5'],
  ])('writes %d as %s', (value, expected) => {
    expect(formatTick(value)).toBe(expected);
  });
});

it('formatBytes takes the unit in which a size is at least one, and both precisions the same', () => {
  expect([999, 1000, 62_137, 450_000, 44_750_000, 3.2e9, Number.NaN].map(formatBytes)).toEqual([
    '999 bytes',
    '1.0 kB',
    '62.1 kB',
    '450 kB',
    '44.8 MB',
    '3.2 GB',
    'n/a',
  ]);
  expect(formatBothBytes({ full: 1_600_000, half: 800_000 })).toBe('1.6 / 0.8 MB');
  expect(formatBothBytes({ full: 228, half: 114 })).toBe('228 / 114 bytes');
});
