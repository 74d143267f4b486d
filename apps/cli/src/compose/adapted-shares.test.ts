import type { ComparisonResult } from '@ftn/training';
import { expect, it } from 'vitest';
import { adaptedLines, adaptedShares } from './adapted-shares.js';

const result = (method: string, domain: string, layers: number) =>
  ({
    system: { method },
    domain,
    seed: 0,
    adaptedLayers: Array.from({ length: layers }, (_, i) => `conv${i}`),
  }) as unknown as ComparisonResult;

it('tells how many convolutions a system that chooses adapts, and leaves out those that do not choose', () => {
  const results = [
    result('fine-tuning', 'x', 4),
    result('fc-and-bn-only', 'x', 0),
    result('taps', 'x', 1),
    result('taps', 'y', 4),
  ];
  const shares = adaptedShares(results, 4);
  expect(shares.map(({ domain, layers, of }) => [domain, layers, of])).toEqual([
    ['x', 1, 4],
    ['y', 4, 4],
  ]);
  expect(adaptedLines(shares, { taps: 'TAPS' })).toEqual([
    'TAPS adapts 63 % of the convolutions: x 1 of 4, y 4 of 4.',
  ]);
});
