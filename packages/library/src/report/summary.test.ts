import { expect, it } from 'vitest';
import { taskResult } from '../testing/task-results.js';
import { resultTable } from './result-table.js';
import { summaryOf } from './summary.js';

const named = { id: 't', engine: 'cpu', network: 1000 };

it('says what was adapted to what, the best system, and the best of those half as large', () => {
  const results = ['clipart', 'sketch'].flatMap((domain, i) => [
    taskResult('fine-tuning', { domain, value: 80 + i, counts: { convolutions: 1000 } }),
    taskResult('ftn', { rank: 1, domain, value: 70 + i, counts: { convolutions: 20 } }),
    taskResult('ftn', { rank: 4, domain, value: 78 + i, counts: { convolutions: 80, head: 20_000 } }),
  ]);
  const table = resultTable({ ...named, results: results.map((one) => ({ ...one })) });
  expect(summaryOf({ network: 'resnet18', table, seeds: 1 })).toEqual([
    'One ResNet-18 was adapted to 2 domains (clipart and sketch) with 2 methods, 3 systems with their ranks.',
    'Best over all is Fine-tuning: 80.50 % (accuracy) at 2.00 times the size of one network.',
  ]);
  const small = {
    ...table,
    means: table.means.map((row) => ({ ...row, parameters: row.rank ? 999 : 2000 })),
  };
  expect(summaryOf({ network: 'resnet18', table: small, seeds: 3 })).toEqual([
    expect.stringMatching(/ Each was trained 3 times\.$/),
    'Best over all is Fine-tuning: 80.50 % (accuracy) at 2.00 times the size of one network. Of those less than half as large, the best is FTN R=4: 78.50 % (accuracy) at 1.16 times the size of one network; one more domain is a file of 80.3 kB.',
  ]);
});

it('names tasks, and picks no best where the rows have no value in common', () => {
  const results = [
    taskResult('ftn', { rank: 1, task: 'edge', metric: 'odsF', value: 50 }),
    taskResult('ftn', { rank: 1, task: 'depth', metric: 'RMSE', value: 0.5 }),
  ];
  const table = resultTable({ ...named, results });
  expect(summaryOf({ network: 'my-net', table, seeds: 1 })).toEqual([
    'One my-net was adapted to 2 tasks (edges and depth) with 1 method.',
  ]);
});
