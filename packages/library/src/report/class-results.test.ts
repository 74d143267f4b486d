import { expect, it } from 'vitest';
import { taskResult } from '../testing/task-results.js';
import { classResults } from './class-results.js';

const run = (method: string, domain: string, seed: number, correct: number[], count = 4) =>
  taskResult(method, {
    domain,
    seed,
    perClass: correct.map((hits) => ({ count: hits < 0 ? 0 : count, correct: Math.max(0, hits) })),
  });

it('classResults pools the seeds of a system, keeps domains apart, and omits a class without images', () => {
  const results = [
    run('ftn', 'x', 0, [1, 4, -1]),
    run('ftn', 'x', 1, [2, 4, -1]),
    run('fine-tuning', 'x', 0, [0, 2, -1]),
    run('ftn', 'y', 0, [3]),
    taskResult('ftn', { domain: 'rooms', task: 'depth', metric: 'RMSE' }),
  ];
  const found = classResults(results, (domain) => (domain === 'x' ? ['a', 'b', 'c'] : ['d']));
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
        { label: 'Fine-tuning', values: [0, 50, null] },
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
