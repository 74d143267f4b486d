import type { ComparisonResult } from '@ftn/training';
import { describe, expect, it } from 'vitest';
import { classResults } from './class-results.js';

const run = (method: string, domain: string, seed: number, correct: number[], count = 4) =>
  ({
    system: { method, rank: null },
    domain,
    seed,
    perClass: correct.map((hits) => ({ count: hits < 0 ? 0 : count, correct: Math.max(0, hits) })),
  }) as unknown as ComparisonResult;

describe('classResults', () => {
  it('pools the seeds of a system, keeps domains apart, and has nothing for a class without images', () => {
    const results = [
      run('ftn', 'x', 0, [1, 4, -1]),
      run('ftn', 'x', 1, [2, 4, -1]),
      run('bn', 'x', 0, [0, 2, -1]),
      run('ftn', 'y', 0, [3]),
    ];
    const found = classResults(results, {
      classesOf: (domain) => (domain === 'x' ? ['a', 'b', 'c'] : ['d']),
      labelOf: ({ method }) => method.toUpperCase(),
    });
    expect(found).toEqual([
      {
        title: 'x',
        metric: 'accuracy',
        classes: [
          { name: 'a', images: 4 },
          { name: 'b', images: 4 },
          { name: 'c', images: 0 },
        ],
        systems: [
          { label: 'FTN', values: [37.5, 100, null] },
          { label: 'BN', values: [0, 50, null] },
        ],
      },
      {
        title: 'y',
        metric: 'accuracy',
        classes: [{ name: 'd', images: 4 }],
        systems: [{ label: 'FTN', values: [75] }],
      },
    ]);
  });
});
