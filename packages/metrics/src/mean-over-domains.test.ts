import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { meanOverDomains } from './mean-over-domains.js';

describe('meanOverDomains', () => {
  it('gives the mean column of the paper (fine-tuning on DomainNet, Table S1)', () => {
    expect(meanOverDomains([77.43, 69.25, 69.21, 71.61, 41.5, 80.74]).mean).toBeCloseTo(68.29, 2);
  });

  it('returns the sample deviation from two values on', () => {
    expect(meanOverDomains([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
    expect(meanOverDomains([3])).toEqual({ mean: 3 });
  });

  it('returns NaN where a value is NaN', () => {
    expect(meanOverDomains([1, Number.NaN]).mean).toBeNaN();
  });

  it('refuses an empty list', () => {
    expect(() => meanOverDomains([])).toThrow(UsageError);
  });
});
