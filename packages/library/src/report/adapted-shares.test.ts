import { expect, it } from 'vitest';
import { taskResult } from '../testing/task-results.js';
import { adaptedLines, adaptedShares } from './adapted-shares.js';

const layers = (count: number) => Array.from({ length: count }, (_, i) => `conv${i}`);
const result = (method: string, domain: string, count: number) =>
  taskResult(method, { domain, adaptedLayers: layers(count) });

it('adaptedShares counts the convolutions a selective system adapts, and leaves out other systems', () => {
  const results = [
    result('fine-tuning', 'x', 4),
    result('fc-and-bn-only', 'x', 0),
    result('taps', 'x', 1),
    result('taps', 'y', 4),
  ];
  const shares = adaptedShares(results, 4);
  expect(shares).toEqual([
    { method: 'taps', domain: 'x', seed: 0, layers: 1, of: 4 },
    { method: 'taps', domain: 'y', seed: 0, layers: 4, of: 4 },
  ]);
  expect(adaptedLines(shares)).toEqual(['TAPS adapts 63 % of the convolutions: x 1 of 4, y 4 of 4.']);
});

it('adaptedShares names tasks in words', () => {
  const of = (task: string, count: number) =>
    taskResult('taps', { task, metric: 'odsF', adaptedLayers: layers(count) });
  expect(adaptedLines(adaptedShares([of('edge', 1), of('depth', 3)], 4))).toEqual([
    'TAPS adapts 50 % of the convolutions: edges 1 of 4, depth 3 of 4.',
  ]);
});
