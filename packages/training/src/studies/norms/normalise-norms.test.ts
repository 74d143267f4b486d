import { describe, expect, it } from 'vitest';
import { normaliseNorms } from './normalise-norms.js';

describe('normaliseNorms', () => {
  it('maps to 0 … 1 by range, and keeps ratios by maximum', () => {
    expect(normaliseNorms([2, 4, 6], 'range')).toEqual([0, 0.5, 1]);
    expect(normaliseNorms([2, 4, 8], 'maximum')).toEqual([0.25, 0.5, 1]);
  });

  it.each(['range', 'maximum'] as const)('never divides by zero (%s)', (by) => {
    expect(normaliseNorms([3, 3], by)).toEqual([1, 1]);
    expect(normaliseNorms([0, 0], by)).toEqual([0, 0]);
    expect(normaliseNorms([], by)).toEqual([]);
  });
});
