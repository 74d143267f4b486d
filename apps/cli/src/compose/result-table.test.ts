import type { ComparisonResult } from '@ftn/training';
import { expect, it } from 'vitest';
import { loadRecipe } from './recipes.js';
import { resultTable } from './result-table.js';

it("puts the paper's accuracy and multiple beside ours, by method, rank and domain", () => {
  const recipe = loadRecipe('table-s1');
  const counts = { convolutions: 16407, batchNorm: 17024, head: 1, statistics: 17024 };
  const result = (domain: string, rank: number) =>
    ({
      system: { method: 'ftn', rank, options: { rank } },
      domain,
      seed: 0,
      accuracy: 70,
      counts,
    }) as unknown as ComparisonResult;
  const results = [result('clipart', 1), result('sketch', 1), result('clipart', 2)];
  const { rows } = resultTable({ id: 'x', engine: 'cpu', backbone: 'resnet34', results, paper: recipe });
  expect(rows.map(({ paper, paperMultiple }) => [paper, paperMultiple])).toEqual([
    [77.13, 1.008],
    [68.1, 1.008],
    [undefined, undefined],
  ]);
});
